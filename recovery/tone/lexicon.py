"""The words that push, in the languages of the shop. Read without accents and in small letters.

Both languages are looked for in every mail: pressure is borrowed from English all over the world. Each
line is one way to say it; words that also help (*a promo code was refused*, *I answer quickly*, *handed
over in person*) are what a line has to leave alone, and each has its case in the tests.
"""

import re
from collections.abc import Mapping

from recovery.tone.findings import Rule

_MONEY = r"(?:%|€|\$|£|eur\b|euros?\b|percent\b|pour ?cent\b)"
_SPAN = r"(?:hours?|minutes?|days?|heures?|jours?|h|min)\b"
_GOODS = r"(?:en stock|exemplaires?|pieces?|articles?|disponibles?|places?)"

HELP = [
    r"\bhelp(?:ing)?\b",
    r"\bquestions?\b",
    r"\bask me\b",
    r"\btell me\b",
    r"\b(?:may|can|shall|could) (?:i|we)\b",
    r"\bi (?:will|can|am glad to)\b",
    r"\bsort (?:it|this|that) out\b",
    r"\b(?:vous )?aider\b|\baide\b",
    r"\bpuis-je\b|\bpouvons-nous\b",
    r"\bdites-(?:le-)?(?:moi|nous)\b",
    r"\b(?:posez|demandez|ecrivez)-(?:la |le )?moi\b",
    r"\bje (?:vais|peux|m'en occupe|regarde|cherche|verifie|chercherai|regarderai)\b",
]

PUSHING: Mapping[Rule, list[str]] = {
    Rule.DISCOUNT: [
        rf"[-−–]\s?\d+\s?{_MONEY}",
        rf"\d+\s?{_MONEY}\s?(?:off|discount|de (?:reduction|remise|rabais)|offerts?)",
        rf"\b(?:get|save|enjoy|take|receive|profitez d|beneficiez d|obtenez|economisez|gagnez)[^.?!]{{0,24}}?\d+\s?{_MONEY}",
        r"\b(?:discount|rebate|cashback|reduction|ristourne|rabais)s?\b",
        r"\b(?:use|enter|apply|here is|here's|utilisez|saisissez|voici|avec) (?:the |this |our |your |a |le |ce |notre |votre |un )?(?:promo |gift )?(?:codes?|vouchers?|coupons?)\b",
        r"\b(?:half|special|reduced|lower|better) prices?\b|\bprix (?:reduits?|casses?|speci\w+|exclusifs?|baisses?)",
        r"\b(?:special|exclusive|personal|limited) offers?\b|\boffres? (?:speciale|exclusive|limitee|promotionnelle)s?\b",
        r"\bfree (?:shipping|delivery)\b(?! (?:from|above|over|for orders))",
        r"\b(?:livraison|frais de port|port)(?: est| sont)? (?:vous (?:est|sont) )?offerte?s?\b",
        r"\bfree gifts?\b|\bcadeaux? (?:offert|gratuit|surprise)|\ben cadeau\b|\ble cadeau est\b",
        r"\bremises? (?!en main|du colis|de votre colis|par le|a votre|au )\w+|\bune remise\b(?! en main)",
        r"\ben promo(?:tion)?\b|\bnos promo(?:tion)?s?\b|\bsoldes\b|\bbons? (?:d'achat|de reduction)\b",
        r"\bmoitie prix\b|\bmoins cher pour vous\b|\bun geste commercial\b",
    ],
    Rule.COUNTDOWN: [
        r"\b(?:last|final) (?:chance|call|reminder|hours?|days?|minute)\b",
        r"\b(?<!no )hurry\b|\bact (?:now|fast|quickly)\b|\bbefore it(?:'s| is) too late\b|\bnow or never\b",
        r"\bdo(?:n't| not) (?:wait|miss|delay)\b|\btime is running out\b|\bclock is ticking\b",
        r"\bends? (?:soon|today|tonight|tomorrow|at midnight)\b|\blimited[- ]time\b",
        r"\b(?:cart|basket|offer|panier|offre)\b[^.?!]{0,24}\bexpir\w+",
        r"\bexpir(?:es?|ing|era?) (?:soon|today|tonight|tomorrow|in \d|at |bientot|ce soir|demain|dans|aujourd'hui)",
        r"\b(?:today|tonight) only\b|\bonly (?:today|tonight)\b|\b(?:by|before|until) midnight\b",
        rf"\b(?:only|just) \d+ {_SPAN}|\b\d+ {_SPAN} (?:left|remaining|to go)\b",
        rf"\b(?:within|in) the next \d+ {_SPAN}|\bdans les \d+ (?:prochaines? )?{_SPAN}",
        rf"\b(?:come back|return|order|pay|decide|revenez|commandez|payez|decidez)\b[^.?!]{{0,30}}\b(?:within|in|dans|sous) \d+ {_SPAN}",
        r"\b\d{1,2}:\d{2}:\d{2}\b|\bcompte a rebours\b|\bcountdown\b",
        r"\bcart (?:will be|is about to be) (?:deleted|emptied|cleared|lost|gone)\b",
        r"\bpanier (?:va etre|sera) (?:bientot )?(?:supprime|vide|efface|perdu)\b",
        r"\bderni(?:er|ere)s? (?:chance|heures?|jours?|rappel|minute)s?\b|\bmaintenant ou jamais\b",
        r"\bdepech\w+\b|\bfaites vite\b|\bvite ?!|\bavant qu'il ne soit trop tard\b",
        r"\bne (?:tardez|attendez|trainez) (?:pas|plus)\b|\bne (?:manquez|ratez) pas\b",
        rf"\bplus que \d+ {_SPAN}|\bil (?:ne )?vous reste (?:plus )?(?:que )?\d+ {_SPAN}",
        r"\b(?:se termine|prend fin|finit) (?:ce soir|demain|bientot|aujourd'hui|dans)\b",
        r"\b(?:aujourd'hui|ce soir) (?:seulement|uniquement)\b|\buniquement (?:aujourd'hui|ce soir)\b",
        r"\b(?:duree|temps) limitee?\b|\bjusqu'a (?:ce soir|minuit|demain)\b",
        r"[⏰⏳⌛⌚⏱⚡🔥🚨]",
    ],
    Rule.SCARCITY: [
        r"\bonly (?:a )?(?:\d+|few|one|two|three) (?:left|remaining|in stock|available)\b",
        r"\b(?:almost|nearly|about to be) (?:gone|sold out|out of stock)\b|\blow (?:in |on )?stock\b",
        r"\b(?:selling|sells|going|goes) (?:fast|out|quickly)\b|\bin (?:high|great|strong) demand\b",
        r"\blimited (?:stock|quantit\w+|edition|availability)\b|\bwhile (?:stocks?|supplies) lasts?\b",
        r"\b(?:others|other (?:people|customers|shoppers)|\d+ (?:people|customers|others)) (?:are|have|also) (?:looking|viewing|bought|watching|interested)\b",
        r"\bwo(?:n't| not) last\b|\bbefore (?:it|they|someone)(?:'s| is| are)? (?:else )?(?:gone|sold|gets?|buys?)\b",
        rf"\bplus que \d+ {_GOODS}|\bil (?:n'en |en )?reste (?:plus )?(?:que )?(?:\d+|peu|tres peu)\b",
        r"\bderni(?:er|ere)s? (?:exemplaires?|articles?|pieces?|places?|stocks?)\b",
        r"\b(?:bientot|presque) (?:epuise\w*|en rupture|plus disponibles?)\b|\bvictimes? de (?:son|leur) succes\b",
        r"\b(?:stocks?|quantites?|edition) limite\w*|\blimite des stocks\b|\bepuisement des stocks\b",
        r"\btres demande\w*|\bparte?(?:nt)? (?:tres |si )?vite\b",
        r"\b(?:\d+|d'autres) (?:personnes|clients?|visiteurs) (?:le |la |les )?(?:regardent|consultent|l'ont|ont)\b",
    ],
    Rule.BLAME: [
        r"\byou(?:'ve| have)? (?:forgot|forgotten|abandoned|failed|given up|gave up|left (?:behind|without|us))\b",
        r"\byou (?:didn't|did not|haven't|have not|never) (?:finish|complete|pay|come back|respond|answer|reply)",
        r"\bdid you (?:forget|leave something)|\b(?:forgot|forgotten|forget) (?:something|about|your)\b",
        r"\babandon(?:ed|ne|nee|nes|nees)\b",
        r"\byour (?:own )?(?:mistake|fault|error)\b|\bwhy did(?:n't)? you\b|\byou (?:made|entered) (?:a |the )?(?:mistake|error|wrong)",
        r"\b(?:misses|miss(?:ed)?) you\b|\b(?:is|feels?|looks?) (?:lonely|sad|abandoned)\b|\bdisappoint\w*",
        r"\bvous (?:avez|aviez) (?:oublie|abandonne|quitte|rate|echoue|renonce|laisse (?:passer|tomber|votre))",
        r"\bvous n'avez (?:pas|jamais|toujours pas) (?:\w+ )?(?:termine|fini|finalise|complete|valide|paye|repondu|regle)",
        r"\bavez-vous oublie\b|\boublie (?:quelque chose|votre|vos)\b|\bun oubli\b|\bn'oubliez pas\b",
        r"\bvotre (?:propre )?(?:faute|erreur)\b|\bpourquoi (?:etes-vous parti|n'avez-vous|avez-vous)",
        r"\b(?:vous nous manquez|se sent seul|s'ennuie|decu\w*|decevez)\b",
    ],
    Rule.PRESSURE: [
        r"\b(?<!can )(?<!may )(?:buy|order|shop|pay|checkout|check out|purchase) (?:it |them )?(?:now|today|immediately|right away)\b",
        r"\b(?:complete|finish|finalise|finalize) your (?:order|purchase|payment|cart)\b[^?]{0,30}\b(?:now|today|immediately)\b",
        r"\b(?:you must|you have to|you need to) (?:buy|order|pay|act|decide|come)\b|\burgent\w*",
        r"\b(?:achetez|commandez|payez|finalisez|reservez|craquez)\b[^?]{0,30}\b(?:maintenant|vite|sans attendre|tout de suite|aujourd'hui|immediatement)\b",
        r"\bprofitez-en\b|\bcraquez\b|\bsautez sur\b|\bsans (?:plus )?attendre\b|\bvous devez (?:acheter|commander|payer|vous decider)\b",
    ],
    Rule.DISGUISE: [
        r"^(?:re|fwd?|tr|rep|aw) ?:",
        r"\bno-?reply\b|\b(?:do not|don't|cannot|can't) (?:reply|answer|respond)\b|\bautomat(?:ed|ic) (?:mail|message|e-?mail)\b",
        r"\bne (?:pas )?repond(?:re|ez) (?:pas )?(?:a|au)\b|\bmessage automatique\b|\bpas de reponse\b",
    ],
}

HELPS = re.compile("|".join(HELP))
PUSHES: Mapping[Rule, re.Pattern[str]] = {
    rule: re.compile("|".join(ways)) for rule, ways in PUSHING.items()
}
