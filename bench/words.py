"""The words that the products are made of, French and English."""

THINGS = [
    ("Tasse", "Cup"), ("Bougie", "Candle"), ("Théière", "Teapot"), ("Écharpe", "Scarf"),
    ("Casquette", "Cap"), ("Carnet", "Notebook"), ("Couteau", "Knife"), ("Poêle", "Frying pan"),
    ("Sac à dos", "Backpack"), ("Tente", "Tent"), ("Lampe", "Lamp"), ("Coussin", "Cushion"),
    ("Couverture", "Blanket"), ("Plateau", "Tray"), ("Vase", "Vase"), ("Miroir", "Mirror"),
    ("Panier", "Basket"), ("Tabouret", "Stool"), ("Chaise", "Chair"), ("Étagère", "Shelf"),
    ("Montre", "Watch"), ("Ceinture", "Belt"), ("Chemise", "Shirt"), ("Pull", "Jumper"),
    ("Chaussure de marche", "Walking shoe"), ("Gourde", "Flask"), ("Boussole", "Compass"),
    ("Puzzle", "Jigsaw"), ("Jeu d'échecs", "Chess set"), ("Cerf-volant", "Kite"),
    ("Stylo-plume", "Fountain pen"), ("Crayon", "Pencil"), ("Bol", "Bowl"), ("Assiette", "Plate"),
    ("Cafetière", "Coffee maker"), ("Moulin à poivre", "Pepper mill"), ("Horloge", "Clock"),
    ("Parapluie", "Umbrella"), ("Tapis", "Rug"), ("Rideau", "Curtain"),
]  # fmt: skip
STUFFS = [
    ("en bois", "of wood"), ("en laine", "of wool"), ("en lin", "of linen"),
    ("en coton", "of cotton"), ("en cuir", "of leather"), ("en verre", "of glass"),
    ("en acier", "of steel"), ("en cuivre", "of copper"), ("en grès", "of stoneware"),
    ("en bambou", "of bamboo"), ("en porcelaine", "of porcelain"), ("en liège", "of cork"),
]  # fmt: skip
PLACES = [
    ("de montagne", "for the mountains"), ("de voyage", "for travelling"),
    ("du dimanche", "for Sundays"), ("de jardin", "for the garden"),
    ("pour enfants", "for children"), ("à offrir", "to give"), ("de bureau", "for the desk"),
    ("d'hiver", "for winter"), ("d'été", "for summer"), ("de cuisine", "for the kitchen"),
]  # fmt: skip
SENTENCES = [
    ("Fabriqué à la main dans un petit atelier.", "Made by hand in a small workshop."),
    ("Se lave à la machine à trente degrés.", "Washes at thirty degrees in the machine."),
    ("Garanti dix ans, pièces comprises.", "Guaranteed for ten years, parts included."),
    ("Livré dans une boîte en carton recyclé.", "Comes in a box of recycled cardboard."),
    ("Les couleurs peuvent légèrement varier.", "Colours may vary slightly."),
    ("Convient à un usage de tous les jours.", "Suited to everyday use."),
    ("Un cadeau que l'on garde longtemps.", "A present that people keep for long."),
    ("Léger, solide et facile à réparer.", "Light, solid and easy to repair."),
]
COLOURS = [
    ("red", "rouge", "red"), ("blue", "bleu", "blue"), ("green", "vert", "green"),
    ("yellow", "jaune", "yellow"), ("black", "noir", "black"), ("white", "blanc", "white"),
]  # fmt: skip
SIZES = [("s", "petit", "small"), ("m", "moyen", "medium"), ("l", "grand", "large")]
ORIGINS = [("fr", "France", "France"), ("pt", "Portugal", "Portugal"), ("it", "Italie", "Italy")]
SHELVES = [
    ("Maison", "Home"), ("Cuisine", "Kitchen"), ("Vêtements", "Clothing"), ("Jeux", "Games"),
    ("Papeterie", "Stationery"), ("Plein air", "Outdoors"), ("Jardin", "Garden"),
    ("Cadeaux", "Gifts"), ("Voyage", "Travel"), ("Enfants", "Children"),
]  # fmt: skip
BRANDS = ["Atelier Nord", "Brindille", "Cabane", "Dorval", "Écume", "Fougère", "Garrigue", "Houle"]
