"""The optimizers and learning-rate schedules that recipes may name.

A fixed list: what a recipe says reaches no other constructor, and never Keras's deserialisation,
which can be told to import any module. "adam", "cosine" and "linear" are the package's own, the
rest are those of Keras.
"""

from __future__ import annotations

from keras_gencmp.registry import Entry, Registry

KERAS = "keras.optimizers"
SCHEDULE = "keras.optimizers.schedules"
OWN_SCHEDULE = "keras_gencmp.optimizers.schedules"

OPTIMIZERS = Registry(
    "optimizer",
    (
        Entry("adam", "keras_gencmp.optimizers.adam:Adam", "Kingma and Ba 2015"),
        Entry("adadelta", f"{KERAS}:Adadelta", "Zeiler 2012"),
        Entry("adafactor", f"{KERAS}:Adafactor", "Shazeer and Stern 2018"),
        Entry("adagrad", f"{KERAS}:Adagrad", "Duchi et al. 2011"),
        Entry("adamax", f"{KERAS}:Adamax", "Kingma and Ba 2015, section 7"),
        Entry("adamw", f"{KERAS}:AdamW", "Loshchilov and Hutter 2019"),
        Entry("ftrl", f"{KERAS}:Ftrl", "McMahan et al. 2013"),
        Entry("lamb", f"{KERAS}:Lamb", "You et al. 2020"),
        Entry("lion", f"{KERAS}:Lion", "Chen et al. 2023"),
        Entry("nadam", f"{KERAS}:Nadam", "Dozat 2016"),
        Entry("rmsprop", f"{KERAS}:RMSprop", "Tieleman and Hinton 2012"),
        Entry("sgd", f"{KERAS}:SGD", "Stochastic gradient descent, with momentum"),
    ),
)

SCHEDULES = Registry(
    "learning-rate schedule",
    (
        # Those of the package are over fractions of the training, those of Keras over steps.
        Entry("cosine", f"{OWN_SCHEDULE}:Cosine", "A linear rise, then half a cosine"),
        Entry("two_cosines", f"{OWN_SCHEDULE}:TwoCosines", "A cosine, then a second one"),
        Entry("linear", f"{OWN_SCHEDULE}:Linear", "Constant, then a line"),
        Entry("CosineDecay", f"{SCHEDULE}:CosineDecay", "Half a cosine (Loshchilov 2017)"),
        Entry("CosineDecayRestarts", f"{SCHEDULE}:CosineDecayRestarts", "Cosines in turn"),
        Entry("ExponentialDecay", f"{SCHEDULE}:ExponentialDecay", "A rate to the power of time"),
        Entry("InverseTimeDecay", f"{SCHEDULE}:InverseTimeDecay", "One over time"),
        Entry("PiecewiseConstantDecay", f"{SCHEDULE}:PiecewiseConstantDecay", "Steps"),
        Entry("PolynomialDecay", f"{SCHEDULE}:PolynomialDecay", "A power of the time left"),
    ),
)
