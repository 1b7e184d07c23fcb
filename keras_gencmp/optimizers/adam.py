"""Adam in one operation for each weight: the steps of Keras's, but faster."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("keras_gencmp")
class Adam(keras.optimizers.Adam):
    """Adam (Kingma and Ba 2015, algorithm 1 with the order of section 2) in one operation a weight.

    Keras writes it as a dozen operations, each a pass through memory; where the networks are
    small or their layers dense, that is a good part of a training step. Options are those of Keras.
    """

    def update_step(self, gradient: tf.Tensor, variable: tf.Variable, learning_rate: float) -> None:
        """Move one weight; ``amsgrad`` has no such operation and goes Keras's way."""
        if self.amsgrad:
            super().update_step(gradient, variable, learning_rate)
            return
        index, dtype = self._get_variable_index(variable), variable.dtype
        step = tf.cast(self.iterations + 1, dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(tf.cast(self.beta_1, dtype), step),
            beta2_power=tf.pow(tf.cast(self.beta_2, dtype), step),
            lr=tf.cast(learning_rate, dtype),
            beta1=tf.cast(self.beta_1, dtype),
            beta2=tf.cast(self.beta_2, dtype),
            epsilon=tf.cast(self.epsilon, dtype),
            grad=tf.cast(gradient, dtype),
        )
