"""How weights come to be: a trainer that knows no model, losses, and one recipe per model we make."""
