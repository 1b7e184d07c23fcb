"""What to do with files that people bring in the place of images."""

# What to do with what people bring instead of images.
MENDS = {
    ".npy": "stack images into one array, npy:FILE, or save them by numpy.savez(path, x=.., y=..)",
    ".npz": "name one archive by npz:FILE",
    ".mat": "read it by scipy.io.loadmat and save the images by numpy.savez",
    ".nii": "save slices of the volumes as PNG, as by nibabel",
    ".pt": "save the tensors by numpy.savez(path, x=images, y=labels)",
    ".pth": "save the tensors by numpy.savez(path, x=images, y=labels)",
    ".pkl": "a pickle can run code: save the arrays by numpy.savez(path, x=images, y=labels)",
    ".tfrecord": "name the dataset as TFDS does, or save the images as PNG",
    ".parquet": "save the images as PNG",
    ".h5": "save the arrays by numpy.savez(path, x=images, y=labels)",
    ".hdf5": "save the arrays by numpy.savez(path, x=images, y=labels)",
    ".zip": "unpack them, or name one by folder:FILE.zip",
    ".csv": "name one table by csv:FILE",
    ".heic": "convert them to JPEG",
    ".svg": "draw them as PNG",
    ".mp4": "save single frames as PNG",
    ".pdf": "save the pages as PNG",
}

# Archives of other kinds than the one that is read.
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".rar", ".7z", ".gz", ".xz")
