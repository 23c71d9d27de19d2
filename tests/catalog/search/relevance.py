"""What people type into the demo shop, and the product that must come first.

``(language, text, slug)``; None where nothing must be found. A mistyped text stands among TYPOS with
what is offered instead: the search itself finds nothing for it.
"""

ACCENTS = [
    ("fr", "theiere", "theiere-matin-calme"),
    ("fr", "THÉIÈRE", "theiere-matin-calme"),
    ("fr", "echarpe", "echarpe-trois-tours"),
    ("fr", "éponge", "eponge-archipel"),
    ("fr", "cepes seches", "cepes-chemin-creux"),
    ("fr", "pinata", "pinata-brave-poney"),
    ("en", "pinata", "pinata-brave-poney"),
    ("fr", "jeu d’echecs", "jeu-d-echecs-de-voyage"),
    ("fr", "creme de marrons", "creme-de-marrons-sous-bois"),
]
ENDINGS = [
    ("fr", "théières", "theiere-matin-calme"),
    ("fr", "marteaux", "marteau-juste-un-clou"),
    ("fr", "chapeaux", "chapeau-plein-ete"),
    ("fr", "bougies", "bougie-veillee"),
    ("fr", "bocal", "bocaux-fin-d-ete"),
    ("fr", "verre à pied", "verres-longue-soiree"),
    ("en", "candles", "bougie-veillee"),
    ("en", "umbrellas", "parapluie-belle-averse"),
    ("en", "glove", "gants-mains-au-chaud"),
    ("en", "balloon", "ballons-ca-y-est"),
    ("en", "dresses", "robe-jour-de-bal"),
]
BOTH_LANGUAGES = [
    ("fr", "umbrella", "parapluie-belle-averse"),
    ("fr", "suitcase", "valise-bout-du-quai"),
    ("en", "valise", "valise-bout-du-quai"),
    ("en", "bougie", "bougie-veillee"),
    ("en", "thé vert", "the-vert-premiere-pluie"),
    ("fr", "green tea", "the-vert-premiere-pluie"),
    ("en", "flûte", "flute-premier-souffle"),
]
SKUS = [
    ("fr", "THE-BLE", "theiere-matin-calme"),
    ("en", "the-ble", "theiere-matin-calme"),
    ("fr", "TENTE TEN-2", "tente-belle-etoile"),
    ("en", "CHR-NOI", "chronometre-encore-un-tour"),
    ("fr", "cas-noi", "casque-seul-au-monde"),
    ("fr", "casnoi", "casque-seul-au-monde"),
    ("en", "BOU-30H", "bougie-veillee"),
    ("fr", "POE 24", "poele-en-fonte"),
    ("en", "MTO-450", "marteau-juste-un-clou"),
]
BRANDS_AND_NOUNS = [
    ("fr", "héron distrait tasse", "tasse-du-dimanche"),
    ("fr", "tortue et fils sac à dos", "sac-a-dos-ecole-buissonniere"),
    ("fr", "tortue & fils marteau", "marteau-juste-un-clou"),
    ("en", "lune verte candle", "bougie-veillee"),
    ("en", "coq timide guitar", "guitare-grenier"),
    ("fr", "pluie fine robe", "robe-jour-de-bal"),
    ("fr", "hibou matinal radio", "radio-fenetre-ouverte"),
]
COMPOUNDS = [
    ("fr", "t-shirt", "t-shirt-tous-les-jours"),
    ("fr", "tshirt", "t-shirt-tous-les-jours"),
    ("en", "t shirt", "t-shirt-tous-les-jours"),
    ("fr", "porte monnaie", "porte-monnaie-petit-tresor"),
    ("fr", "cerf volant", "cerf-volant-quatre-vents"),
    ("fr", "yoyo", "yo-yo-va-et-vient"),
    ("fr", "stylo plume", "stylo-plume-longue-lettre"),
    ("en", "cast iron pan", "poele-en-fonte"),
    ("fr", "boîte repas", "boite-repas-midi-pile"),
]
BEGINNINGS = [
    ("fr", "thei", "theiere-matin-calme"),
    ("fr", "sac à do", "sac-a-dos-ecole-buissonniere"),
    ("fr", "brosse à den", "brosse-a-dents-matin-et-soir"),
    ("en", "skateb", "planche-a-roulettes-d-en-face"),
    ("en", "headph", "casque-seul-au-monde"),
    ("en", "alarm cl", "reveil-debout-doucement"),
]
SYNONYMS = [
    ("fr", "backpack", "sac-a-dos-ecole-buissonniere"),
    ("en", "rucksack", "sac-a-dos-ecole-buissonniere"),
    ("en", "tee shirt", "t-shirt-tous-les-jours"),
    ("fr", "tee-shirt", "t-shirt-tous-les-jours"),
    ("fr", "sneakers", "baskets-petite-foulee"),
    ("en", "sneaker", "baskets-petite-foulee"),
    ("en", "flashlight", "lampe-torche-bruit-suspect"),
    ("fr", "lampe de poche", "lampe-torche-bruit-suspect"),
    ("en", "wallet", "porte-monnaie-petit-tresor"),
    ("en", "red wallet", "porte-monnaie-petit-tresor"),
    ("en", "jacket", "manteau-premier-givre"),
    ("en", "cookies", "sables-de-quatre-heures"),
    ("fr", "écouteur", "casque-seul-au-monde"),
]
PLACES = [  # a name before a brand, a category, an attribute, a description
    ("fr", "ours", "ours-en-peluche-anatole"),
    ("fr", "renard", "jean-quatre-saisons"),
    ("fr", "chaussures", "chaussures-sentier"),
    ("fr", "pluie", "the-vert-premiere-pluie"),
    ("fr", "lune", "telescope-voisine-la-lune"),
    ("en", "tea", "tasse-a-the-petite-pause"),
]
NOTHING = [
    ("fr", "tondeuse", None),
    ("en", "lawnmower", None),
    ("fr", "robe de mariée", None),
    ("en", "blue teapot lawnmower", None),
    ("fr", "zzzz", None),
    ("fr", "de la", None),
]
CASES = [
    *ACCENTS, *ENDINGS, *BOTH_LANGUAGES, *SKUS, *BRANDS_AND_NOUNS, *COMPOUNDS, *BEGINNINGS,
    *SYNONYMS, *PLACES, *NOTHING,
]  # fmt: skip

TYPOS = [  # language, text, what is offered instead, what that finds first
    ("fr", "téière", "théière", "theiere-matin-calme"),
    ("fr", "thiere", "théière", "theiere-matin-calme"),
    ("fr", "parapluis", "parapluie", "parapluie-belle-averse"),
    ("fr", "trotinette", "trottinette", "trottinette-raccourci"),
    ("fr", "chausette", "chaussettes", "chaussettes-depareillees"),
    ("fr", "tounevis", "tournevis", "tournevis-dernier-tour"),
    ("fr", "chocolta noir", "chocolat noir", "chocolat-noir-carre-suivant"),
    ("fr", "robbe", "robe", "robe-jour-de-bal"),
    ("fr", "l'eponje", "éponge", "eponge-archipel"),
    ("fr", "dinosore vert", "dinosaure vert", "dinosaure-pas-mechant"),
    ("fr", "hérisson calain", "hérisson câlin", "poupees-gigognes-la-famille"),
    ("en", "umbrela", "umbrella", "parapluie-belle-averse"),
    ("en", "suitcsae", "suitcase", "valise-bout-du-quai"),
    ("en", "grene tea", "green tea", "the-vert-premiere-pluie"),
    ("en", "headfones", "headphones", "casque-seul-au-monde"),
    ("en", "telescpoe", "telescope", "telescope-voisine-la-lune"),
    ("en", "tshrit", "t-shirt", "t-shirt-tous-les-jours"),
    ("en", "spagetti", "spaghetti", "spaghetti-longue-conversation"),
]
# Nothing is offered for what is spelt right, means nothing here, or resembles nothing.
RIGHT_OR_STRANGE = [
    ("fr", "robe théière"),
    ("fr", "tondeuse"),
    ("en", "lawnmower"),
    ("fr", "zzzz"),
    ("fr", "ABC-123-Z"),
    ("en", "qwertyuiop asdfghjkl"),
]
