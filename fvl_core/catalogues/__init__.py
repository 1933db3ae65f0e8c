"""Where garments come from: the drawn demo catalogue, drawn folders, folders of pictures."""
