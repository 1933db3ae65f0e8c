"""Fashion VL Studio's backend: any fashion vision-language model on any catalogue."""
