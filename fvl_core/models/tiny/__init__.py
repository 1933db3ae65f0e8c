"""fvl-tiny: the studio's own small dual encoder, the one model that is always there."""
