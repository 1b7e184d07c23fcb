"""Calls that look wrong and are accepted on purpose, each with the reason."""

ACCEPTED = {
    "sample whole -o figure.svg --dpi=99": "dots per inch decide how pixels are set in an SVG, too",
    "train dcgan --dataset=digits --data-dir=.": "GENCMP_DATA_DIR is set for all verbs as well",
    "train dcgan --dataset=digits --quick --epochs=2": "what the user says wins over a first look",
    "train dcgan --dataset=digits --set=schedule.patience=3": "a value of the recipe, used or not",
    "train conv-vae --dataset=digits --set=model.beta=1e12": "a weight of the objective has no "
    "upper bound: the training diverges, and says so",
    "train dcgan --dataset=digits --set=optimizers.generator.learning_rate=100": "as above",
    "train dcgan --dataset=digits --set=schedule.steps_per_execution=7": "where it does not divide "
    "the steps of an epoch a smaller number is taken, and a line says which",
    "sample runs/dcgan/1 --root=elsewhere": "a run may be named by its path under any root",
    "sample whole --trust": "a recipe without code of its own needs no trust and is not harmed",
    "sample whole whole": "two rows of one run, of different seeds",
    "evaluate whole whole": "two equal rows",
    "evaluate whole --metrics=fid,fid": "it is computed once",
    "evaluate whole --n=100000": "fewer images than there are real ones are said under the table",
    "reconstruct whole -n 1000": "all images that there are",
    "interpolate whole --between 3 3": "a path between two images of one class",
    "theory collapse value-function --title=x": "all figures get the title",
    "judge fit --dataset=folder:photos --epochs=3": "of one class, whose judge has random weights",
    "compare dcgan --dataset=digits --budget=epochs=0.5": "half an epoch is some steps",
    "compare dcgan --dataset=digits --jobs=256": "no more processes than trainings are started",
    "study K9 K9": "the second time all is done",
    "augment --dataset=digits --rare=8": "all images of the class that there are",
    "augment conditional-vae:image_size=32 --image-size=32": "it says the same twice",
    "runs --root=file": "there are no runs, which is said",
    "gallery --root=linked": "a root may be a link, as to a larger disk",
}
