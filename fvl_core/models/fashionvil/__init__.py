"""FashionViL: a ResNet's grid and words through one BERT, its heads, and the CSA-Net that is trained from it."""
