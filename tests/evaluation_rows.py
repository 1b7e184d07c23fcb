"""Rows of a table, with scores of one number."""

from keras_gencmp.evaluation.score import Row, Score


def row(name="dcgan", data="mnist", digest="d1", baseline=False, **scores) -> Row:
    return Row(name, {one.name: one for one in scores.values()}, data, digest, baseline)


def fid(value=5.0, n=100, judge="j1", **more) -> Score:
    return Score("fid", value, value - 1, value + 1, n, 0, judge, **more)
