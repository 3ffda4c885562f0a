"""The local search: an arrangement with its price, first arrangements, annealing, and several seeds."""
