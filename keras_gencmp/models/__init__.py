"""Who plays, and in which order: Keras models whose ``train_step`` reads like the paper."""
