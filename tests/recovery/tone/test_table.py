"""The linter's own table: mails that help, and mails that push, each with what is wrong with it (R4)."""

import pytest
from django.utils.translation import override

from recovery.tone import Rule, lint
from recovery.tone.lexicon import PUSHING
from tests.recovery.tone.letters import CLOSING, letter

GOOD = [
    "Did something get in your way? If I can help, just answer this mail.",
    "A promo code was refused. If you tell me which one, I will look up what it needs.",
    "Your voucher was not taken. Tell me its number, and I will find out why.",
    "One of our pages failed. That was our fault, and I am sorry. May I sort it out with you?",
    "Is there a question about the delivery? It is free from 60 euros.",
    "Delivery within 3 days is possible. May I check whether it suits you?",
    "Do you want it wrapped as a gift? Ask me.",
    "Can I answer a question? It is 100 % cotton, and returns are free for 30 days.",
    "May I look whether more is coming, or what else would do?",
    "The bank says that the card has expired. May I help you to pay in another way?",
    "You can pay now or later. If there is a question, ask me.",
    "If you reply, I answer the same day. There is no hurry: can I help?",
    "Un code promo a été refusé. Dites-moi lequel, et je regarde ce qu’il lui faut.",
    "Puis-je vous aider à choisir la taille ? Je vous réponds vite.",
    "Avez-vous une question sur la livraison ? La remise en main propre est possible.",
    "Est-ce un cadeau ? Je peux l’emballer : dites-le-moi.",
    "Une de nos pages a échoué. C’est notre faute, pardon. Puis-je m’en occuper avec vous ?",
    "Vous hésitez entre deux modèles ? Posez-moi la question, vous avez le temps.",
    "La remise du colis se fait contre signature. Puis-je vous en dire plus ?",
    "Le paiement n’est pas passé ? Je peux vous proposer un autre moyen, ou vous rappeler.",
]

HELP = "Can I help? "
AIDE = "Puis-je vous aider ? "
BAD = {
    Rule.DISCOUNT: [
        "Enjoy -10 % on it.",
        "Get 15% off.",
        "Save 5 € on what you chose.",
        "Here is a discount for you.",
        "Use the code BACK10.",
        "Here is your voucher.",
        "We made you a special offer.",
        "You get free shipping.",
        "There is a free gift with it.",
        "It is now at half price.",
        "Une remise exclusive vous est réservée.",
        "Profitez de 10 % sur votre commande.",
        "La livraison est offerte.",
        "Voici un bon d’achat.",
        "Utilisez le code RETOUR.",
        "Une offre spéciale, rien que pour vous.",
        "Ce sont les soldes.",
        "10 euros de réduction.",
        "Il est en promotion.",
    ],
    Rule.COUNTDOWN: [
        "This is your last chance.",
        "Hurry, please.",
        "It ends tonight.",
        "Your cart expires soon.",
        "The offer has nearly expired.",
        "It expires tonight.",
        "Only 3 hours left.",
        "24 hours left.",
        "Come back within 24 hours.",
        "Your cart will be emptied.",
        "Do not wait too long.",
        "Today only.",
        "00:12:45",
        "Dernière chance.",
        "Derniere chance.",  # without the accent
        "Dépêchez-vous.",
        "Plus que 2 heures.",
        "Il ne vous reste que 3 jours.",
        "Ne tardez pas.",
        "Votre panier va être supprimé.",
        "Jusqu’à minuit.",
        "L’offre se termine demain.",
        "C’est maintenant ou jamais.",
    ],
    Rule.SCARCITY: [
        "Only 2 left.",
        "Only a few left in our store.",
        "It is almost sold out.",
        "It is selling fast.",
        "It is in high demand.",
        "12 people are looking at it.",
        "While stocks last.",
        "It won’t last.",
        "Plus que 2 exemplaires.",
        "Il n’en reste que 3.",
        "C’est bientôt épuisé.",
        "Derniers articles.",
        "Dans la limite des stocks disponibles.",
        "Il est très demandé.",
        "Ce modèle part vite.",
        "7 personnes regardent cet article.",
        "Victime de son succès.",
    ],
    Rule.BLAME: [
        "You forgot something.",
        "You have left us without a word.",
        "You didn’t finish your order.",
        "You abandoned your cart.",
        "Why did you leave?",
        "You made a mistake in the form.",
        "Your cart misses you.",
        "We are disappointed.",
        "Vous avez oublié votre panier.",
        "Vous n’avez pas terminé votre commande.",
        "Vous avez abandonné votre panier.",
        "Avez-vous oublié quelque chose ?",
        "C’est votre erreur.",
        "Pourquoi n’avez-vous pas commandé ?",
        "Vous nous manquez.",
        "N’oubliez pas votre panier.",
    ],
    Rule.PRESSURE: [
        "Buy now.",
        "Order it today.",
        "Complete your purchase now.",
        "You must decide.",
        "It is urgent.",
        "Hello! I am here!",
        "Really!!",
        "IT IS ALL HERE.",
        "Achetez maintenant.",
        "Commandez sans attendre.",
        "Profitez-en.",
        "Craquez.",
        "Vous devez vous décider.",
        "TOUT EST LÀ.",
    ],
    Rule.DISGUISE: [
        "Please do not reply to this mail.",
        "This is an automatic message.",
        "Merci de ne pas répondre à ce message.",
        "Ceci est un message automatique.",
    ],
}
BAD_LINES = [(rule, line) for rule, lines in BAD.items() for line in lines]


def rules(mail):
    return {finding.rule for finding in lint(mail)}


@pytest.mark.parametrize("words", GOOD)
def test_a_mail_that_helps_passes(words):
    assert lint(letter(words)) == []


@pytest.mark.parametrize(("rule", "words"), BAD_LINES)
def test_a_mail_that_pushes_is_found_out_in_its_opening(rule, words):
    help_first = AIDE if any(each in "éèàêÉ" for each in words) else HELP
    assert rules(letter(help_first + words)) == {rule}


@pytest.mark.parametrize(("rule", "words"), BAD_LINES)
def test_a_mail_that_pushes_is_found_out_at_its_end(rule, words):
    assert rules(letter(closing=words)) == {rule}


@pytest.mark.parametrize(
    ("rule", "subject"),
    [
        (Rule.DISCOUNT, "-10 % on your cart"),
        (Rule.COUNTDOWN, "⏰ Your cart"),
        (Rule.SCARCITY, "Only 1 left"),
        (Rule.BLAME, "You forgot something"),
        (Rule.PRESSURE, "YOUR CART IS HERE"),
        (Rule.DISGUISE, "Re: your cart"),
        (Rule.DISGUISE, "TR : votre panier"),
        (Rule.LONG_SUBJECT, "A" + " word" * 12),
    ],
)
def test_a_subject_that_pushes_is_found_out(rule, subject):
    assert rules(letter(subject=subject)) == {rule}


@pytest.mark.parametrize("greeting", ["Hello,", "Bonjour,", "Good day to you,"])
@pytest.mark.parametrize(
    "opening", ["Here is your cart.", "Nous gardons votre panier.", "A nice day, is it not?"]
)
def test_help_that_comes_late_is_missed(greeting, opening):
    found = lint(letter(opening, greeting=greeting, closing="Can I help?"))
    assert [(each.rule, each.excerpt) for each in found] == [(Rule.HELP_FIRST, opening)]


def test_what_is_found_is_shown_as_it_was_written():
    words = "Puis-je vous aider ? Sachez que c’est votre DERNIÈRE chance de revenir ici, vraiment."
    (found,) = lint(letter(words))
    assert found.excerpt == "? Sachez que c’est votre DERNIÈRE chance de revenir ici, vraiment."


def test_the_same_words_in_text_and_html_are_found_once():
    assert len(lint(letter(closing="This is your last chance."))) == 1


def test_words_that_stand_in_the_html_alone_are_found():
    html = letter().html.replace(CLOSING, "This is your last <b>chance</b>.")
    assert rules(letter(html=html)) == {Rule.COUNTDOWN}


def test_each_rule_explains_itself_in_both_languages():
    said = set()
    for language in ("en", "fr"):
        with override(language):
            said |= {rule.explanation for rule in Rule}
    assert len(said) == 2 * len(Rule)


def test_the_table_has_a_mail_for_every_rule_of_words():
    assert set(BAD) == set(PUSHING)
