"""FashionViL: one BERT reads a ResNet's grid and words; with its heads, and the CSA-Net trained from it."""
