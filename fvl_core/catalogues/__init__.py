"""Where garments come from: the drawn demo catalogue, drawn folders, tables, folders of pictures."""
