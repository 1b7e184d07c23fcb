"""DICOM images, where pydicom is installed, and the mend where it is not."""

import numpy as np
import pytest
from input_files import GREY, SIDE, files

from keras_gencmp import data
from keras_gencmp.data.images import dicom
from keras_gencmp.errors import UserError


def scan(photometric, slope=1, intercept=0):
    """A writer of scans of 12 bits, as those of computed tomography."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    def save(image, path):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        scan = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
        scan.Rows, scan.Columns = image.shape
        scan.SamplesPerPixel, scan.PhotometricInterpretation = 1, photometric
        scan.BitsAllocated, scan.BitsStored, scan.HighBit = 16, 12, 11
        scan.PixelRepresentation = 0
        scan.RescaleSlope, scan.RescaleIntercept = slope, intercept
        values = image.astype(np.uint16) * 16
        values = 4080 - values if photometric == "MONOCHROME1" else values
        scan.PixelData = values.tobytes()
        scan.save_as(path, enforce_file_format=True)

    return save


@pytest.mark.parametrize("how", [("MONOCHROME2",), ("MONOCHROME1",), ("MONOCHROME2", 2, -1000)])
def test_scans_are_read_by_their_units_and_polarity(how, tmp_path):
    pytest.importorskip("pydicom", reason="install keras-gencmp[medical] to test it")
    files(tmp_path, scan(*how), "dcm")
    splits = data.load(f"folder:{tmp_path}", size=SIDE)
    read = np.concatenate([split.images for split in splits[:3]])
    assert sorted(map(bytes, read)) == sorted(map(bytes, GREY))


def test_a_damaged_scan_is_named(tmp_path):
    pytest.importorskip("pydicom", reason="install keras-gencmp[medical] to test it")
    files(tmp_path, scan("MONOCHROME2"), "dcm")
    file = tmp_path / "cat" / "00.dcm"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(UserError, match=r"cat/00\.dcm is not an image"):
        data.load(f"folder:{tmp_path}", size=SIDE)


def test_without_pydicom_the_sentence_says_how_to_convert(tmp_path, monkeypatch):
    monkeypatch.setattr(dicom, "find_spec", lambda name: None)
    (tmp_path / "1.dcm").write_bytes(bytes(128) + b"DICM")
    with pytest.raises(UserError, match=r"keras-gencmp\[medical\], or convert them to PNG"):
        data.load(f"folder:{tmp_path}")
