"""Wrong calls of verbs that no parameter shows by itself, and calls that are accepted."""

DATA = "--dataset=digits"
OUT = [DATA, "-o", "out"]
COMPARE = ["compare", "dcgan", *OUT]
AUGMENT = ["augment", *OUT]
EFFECT = ["effect", *OUT]
TRAIN = ["train", "dcgan", DATA]

# Options that would be taken and do nothing: in each call the last one.
INEFFECTIVE = [
    *([*"sample whole -o a.npy".split(), each] for each in ("--columns=3", "--dpi=99")),
    *([*"sample whole -o new".split(), each] for each in ("--title=x", "--theme=dark")),
    *([*"sample whole -n 1".split(), each] for each in ("--width=3", "--columns=2")),
    *(["sample", "whole", each] for each in (DATA, "--data-dir=.")),
    *([*"interpolate whole -o a.gif".split(), each] for each in ("--width=3", "--dpi=99")),
    *([*"interpolate whole --images=folder".split(), each] for each in ("--seed=1", DATA)),
    *([*"reconstruct whole --images=folder".split(), each] for each in ("--seed=1", DATA)),
    *(["gallery", each] for each in (DATA, "--jobs=2", "--data-dir=.", "vae")),
    *(
        ["evaluate", "whole", "--metrics=fid", each]
        for each in ("--nll-samples=5", "--nll-images=5", "--components=3")
    ),
    ["evaluate", "whole", "-o", "x.md", "--json"],
    *(["evaluate", "whole", "-o", "x.md", each] for each in ("--theme=dark", "--dpi=99")),
    ["evaluate", "whole", "--theme=dark"],
    ["evaluate", "real", "--sampler=gmm"],
    ["evaluate", "real", "--require=fid<5"],
    *(["study", "--only-page", "-o", "out", each] for each in ("K1", "--seeds=3", "--jobs=2")),
    *(["study", "--only-page", "-o", "out", each] for each in ("--budget=steps=3", "--data-dir=.")),
    *(
        ["compare", "ended", "-o", "out", each]
        for each in (DATA, "--budget=steps=3", "--seeds=3", "--grid=latent=2,3", "--jobs=2")
    ),
    [*AUGMENT, "--labels=10", "--rare=8=5", "--ratios=1"],
    [*TRAIN, "--run-dir=x", "--root=y"],
    [*TRAIN, "--trust"],
]
# Two options, or two values, of which one would be forgotten.
CONTRADICTORY = [
    [*TRAIN, "--epochs=3", "--set=schedule.epochs=4"],
    [*TRAIN, "--set=latent=3", "--set=latent=4"],
    ["resume", "ended", "--epochs=30", "--set=schedule.epochs=40"],
    ["resume", "ended", "--epochs=3"],  # it has been trained for longer
    ["compare", "dcgan:latent=2,latent=3", *OUT],
    ["compare", "dcgan", "dcgan", *OUT],
    [*COMPARE, "--grid=latent=2,3", "--grid=latent=4,5"],
    [*COMPARE, "--grid=latent=2,2"],
    [*EFFECT, "latent=2,3", "vae", "--steps=5", "--budget=steps=5"],
    [*EFFECT, "latent=2,2", "vae"],
    ["gallery", "--train", DATA, "vae", "vae"],
    ["sample", "whole", "--class=3", "--labels=file"],
    ["interpolate", "whole", "--images=folder", "--between", "3", "8"],
    ["evaluate", "whole", "-o", "x.html", "--require=fid<5"],
    [*AUGMENT, "--labels=10,10"],
    [*AUGMENT, "--ratios=1,1"],
    [*AUGMENT, "--labels=10", "--rare=8=10"],
    [*AUGMENT, "conditional-vae", "conditional-vae"],
    [*AUGMENT, "conditional-vae:image_size=32"],
    [*AUGMENT, "conditional-vae:data.channels=3"],
    [*AUGMENT, "--image-size=32", "conditional-vae:image_size=28"],
]
BUDGETS = ("flops=abc", "steps=nan", "steps=-1", "steps=0", "steps=inf", "weeks=3", "steps", "=3")
RARE = ("=", "=5", "8=", "8=x", "8=-1", "8=0", "8=\u00b2", "8=" + "9" * 5000)
OF_STUDIES = [
    *([*COMPARE, f"--budget={each}"] for each in BUDGETS),
    *(["study", "K9", *OUT, f"--budget={each}"] for each in BUDGETS),
    *([*EFFECT, "latent=2,3", "vae", f"--budget={each}"] for each in BUDGETS),
    *([*EFFECT, "latent=2,3", "vae", f"--budget={each}=3"] for each in ("flops", "seconds")),
    *([*COMPARE, f"--grid={each}"] for each in ("latent", "=2", "latent=", ",")),
    *([*AUGMENT, f"--rare={each}"] for each in RARE),
    *([*AUGMENT, f"--labels={each}"] for each in ("nan", "inf", "1.5", "0", "x", ",", "1e12")),
    *([*AUGMENT, f"--ratios={each}"] for each in ("nan", "inf", "0", "-1", "x", "1e9")),
    *([*AUGMENT, each] for each in ("whole", "nothing", "conditional-vae:latent=0")),
    [*COMPARE, "--rank=nothing"],
    [*COMPARE, "--metrics=nothing"],
    [*COMPARE, "whole"],
    ["compare", "ended:latent=3", *OUT],
    ["compare", "vae:image_size=32", "dcgan", *OUT],
    ["effect", "latent=2,3", "vae", "--dataset=nothing", "-o", "out"],
    ["choose", "--dataset=nothing", "-o", "out"],
    ["study", "K99", *OUT],
    ["gallery", "--train", "nothing"],
    ["gallery", "--train", "vae", "--dataset=digitss"],
    ["judge", "fit", DATA, "-o", "judge.txt"],
    ["explore", "whole", "-o", "page.txt"],
    ["encode", "whole", "folder", "-o", "codes.npz"],
    *(["evaluate", "whole", f"--require={each}"] for each in ("fid<nan", "<5", "fid=5", "kidd<5")),
    ["evaluate", "npz:file", DATA],
    ["train", "vae", DATA, "--init=whole"],
    ["train", "dcgan", DATA, "--set=schedule.batch_size=2000"],
    ["sample", "whole", "--labels=nothing.txt"],
    ["sample", "whole", "--labels=file"],
    ["resume", "whole", "--dataset=folder:nothing"],
    [*COMPARE, DATA, "--budget=steps=3", "--scheduler=tcp://127.0.0.1:1"],
]
