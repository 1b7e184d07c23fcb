"""Small variants of recipes for comparisons."""

GAN = "gan:generator.widths=[8],discriminator.widths=[8],latent=4,batch_size=10"
VAE = "vae:encoder.widths=[8],decoder.widths=[8],latent=2,batch_size=10"
CONDITIONAL = "conditional-vae:encoder.width=2,decoder.width=2,encoder.dense=8,decoder.dense=8"
CONDITIONAL += ",latent=2,batch_size=10"
