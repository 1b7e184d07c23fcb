"""Pseudo-labels and feature matching against their equations in NumPy."""

import numpy as np
import tensorflow as tf
from scipy.special import log_softmax, softmax

from keras_gencmp.losses.semi_supervised import feature_matching, pseudo_label_loss

RANDOM = np.random.default_rng(0)
TEACHER, STUDENT = (3 * RANDOM.normal(size=(2, 40, 5))).astype("float32")


def test_pseudo_labels_are_the_classes_of_which_the_teacher_is_sure():
    probabilities = softmax(TEACHER.astype("float64"), axis=1)
    sure = probabilities.max(axis=1) > 0.9
    assert 5 < sure.sum() < 35
    losses = -log_softmax(STUDENT.astype("float64"), axis=1)[range(40), TEACHER.argmax(axis=1)]
    expected = (sure * losses).mean()
    np.testing.assert_allclose(pseudo_label_loss(TEACHER, STUDENT, 0.9), expected, rtol=1e-5)


def test_no_gradient_reaches_the_teacher():
    teacher, student = tf.Variable(TEACHER), tf.Variable(STUDENT)
    with tf.GradientTape() as tape:
        loss = pseudo_label_loss(teacher, student, 0.9)
    of_teacher, of_student = tape.gradient(loss, [teacher, student])
    assert of_teacher is None and np.abs(of_student).max() > 0


def test_features_match_where_their_means_do():
    expected = ((TEACHER.mean(0) - STUDENT.mean(0)) ** 2).sum()
    np.testing.assert_allclose(feature_matching(TEACHER, STUDENT), expected, rtol=1e-5)
    np.testing.assert_allclose(feature_matching(TEACHER, TEACHER[::-1]), 0, atol=1e-10)
