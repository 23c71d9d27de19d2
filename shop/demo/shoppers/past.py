"""What happens while the days go by: who comes, how far they go, what becomes of it."""

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from random import Random

from catalog.models import Product
from checkout.payments.expiring import release_expired
from recovery.episodes.answering import answer
from recovery.links.finding import find_link
from recovery.links.opening import Condition, open_link
from recovery.links.resuming import come_back, open_here
from recovery.links.stopping import stop
from recovery.models import Alert, LinkPurpose, Obstacle
from recovery.sweeping import handle_wakes, sweep
from shop.core import clock
from shop.core.messaging.sending import send_due
from shop.core.users.models import User
from shop.demo.logins import CARE
from shop.demo.reading import read_reviews
from shop.demo.shoppers.days import Days, arrivals
from shop.demo.shoppers.journey import Goal, Journey, tried
from shop.demo.shoppers.looking import Window
from shop.demo.shoppers.people import DemoPerson, make_people
from shop.demo.shoppers.post import Post
from shop.demo.shoppers.reviewing import Reviewing

VISITS_A_DAY = 32
PEOPLE_A_DAY = 6
MAILS_KEPT = timedelta(days=2)  # in the mailbox; the older ones were read and thrown away

# How far a visit goes; what is left over of the whole only looks.
GOALS = {
    Goal.CART: 0.12,
    Goal.EMAIL: 0.02,
    Goal.ADDRESS: 0.025,
    Goal.DELIVERY: 0.04,
    Goal.DECLINED: 0.015,
    Goal.BUY: 0.055,
}
SEARCHES = 0.45
TRIES_ANOTHER_CARD = 0.4
COMES_BACK_UNASKED = 0.12
FOLLOWS_THE_LINK = 0.3
BUYS_THEN = 0.45
STOPS = 0.06
SAYS_WHY = 0.2
_LINK = re.compile(r"https?://\S+/(?P<kind>r|u|why)/(?P<secret>[^/\s]+)")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Past:
    """What is known of it while it is told."""

    def __init__(self, *, seed: int, days: int, until: datetime) -> None:
        self.random = Random(seed)  # noqa: S311 - a story, not a secret
        self.days = Days(until - timedelta(days=days), until)
        self.people = make_people(self.random, max(days * PEOPLE_A_DAY, 1))
        self.window = Window.of_shop(self.random, read_reviews())
        self.journeys: dict[int, Journey] = {}  # by cart
        self.reviewing = Reviewing(self.random, read_reviews())
        self.by_email = {person.email: person for person in self.people}
        self.happened: Counter[str] = Counter()
        self.post = Post(addresses=self.by_email, read=self.read_mail, kept_from=until - MAILS_KEPT)
        self.care = User.objects.filter(email=CARE.email).first()
        for moment in arrivals(self.random, start=self.days.start, end=until, a_day=VISITS_A_DAY):
            self.days.at(moment, self.visit)
        self.days.every(2 * HOUR, self.work)

    def visit(self) -> None:
        """Somebody comes in, looks around, and goes as far as they happen to."""
        person = self.random.choice(self.people)
        self.happened["visits"] += 1
        if self.random.random() < SEARCHES:
            self.window.search(person.language)
            self.happened["searches"] += 1
        seen = self.look(self.random.randint(1, 5))
        self.reviewing.vote(person, seen[0])
        (goal,) = self.random.choices((None, *GOALS), (1 - sum(GOALS.values()), *GOALS.values()))
        if goal is not None:
            self.fill_cart(person, goal)

    def look(self, count: int) -> list[Product]:
        self.happened["views"] += count
        return self.window.look(count)

    def fill_cart(self, person: DemoPerson, goal: Goal) -> None:
        wanted = self.window.choose(self.look(3))
        journey = Journey.begin(person, self.random, wanted)
        self.journeys[journey.cart.pk] = journey
        self.days.after(self.random.randint(1, 6) * MINUTE, lambda: self.go(journey, goal))

    def go(self, journey: Journey, goal: Goal) -> None:
        """Go on with a cart; whoever does not buy may think of it again."""
        if not journey.is_open:
            return
        done = tried(journey, goal)
        if done and goal in {Goal.BUY, Goal.DECLINED}:
            for minutes in (1, 4):  # a failed payment is told of after three, if nothing follows
                self.days.after(minutes * MINUTE, self.answer)
        if done and goal is Goal.BUY:
            self.think_about(journey)
        if goal is Goal.BUY or not journey.is_open:
            return
        if goal is Goal.DECLINED and self.random.random() < TRIES_ANOTHER_CARD:
            self.days.after(3 * MINUTE, lambda: self.go(journey, Goal.BUY))
        elif self.random.random() < COMES_BACK_UNASKED:
            hours = self.random.lognormvariate(2.0, 1.1)
            self.days.after(hours * HOUR, lambda: self.go(journey, self.second_thought()))

    def think_about(self, journey: Journey) -> None:
        """Write about what was bought, once it has been used for a while."""
        for product in journey.bought():
            words = self.reviewing.chosen_for(journey.person, product)
            if words is not None:
                self.days.after(
                    self.random.uniform(4, 16) * DAY,
                    partial(self.reviewing.write, journey.person, product, words),
                )

    def second_thought(self) -> Goal:
        return Goal.BUY if self.random.random() < BUYS_THEN else Goal.DELIVERY

    def answer(self) -> None:
        """What workers do at once when a payment has succeeded or failed: they are woken for it."""
        handle_wakes(at=clock.now())
        send_due(limit=100)

    def work(self) -> None:
        """What workers do for the shop every two hours, and staff once they are there."""
        now = clock.now()
        release_expired(at=now)
        sweep(at=now)
        send_due(limit=100)
        waiting = Alert.objects.filter(seen_at=None, created_at__lte=now - 3 * HOUR)
        waiting.update(seen_at=now, seen_by=self.care, tell_at=None)
        if self.care is not None:
            self.reviewing.read(self.care)

    def read_mail(self, address: str, text: str) -> None:
        """Think about a mail: follow its link in a while, or ask for no more of them."""
        links = {match["kind"]: match["secret"] for match in _LINK.finditer(text)}
        if "r" not in links:
            return
        person = self.by_email[address]
        self.happened["offers of help"] += 1
        chance = self.random.random()
        hours = self.random.lognormvariate(0.6, 1.0)
        if chance < FOLLOWS_THE_LINK:
            self.days.after(hours * HOUR, lambda: self.follow(links["r"], person))
        elif chance > 1 - STOPS and "u" in links:
            self.days.after(hours * HOUR, lambda: self.stop(links["u"]))
        elif chance < FOLLOWS_THE_LINK + SAYS_WHY and "why" in links:
            said = list(Obstacle)[int(hours * 100) % len(Obstacle)]
            self.days.after(hours * HOUR, lambda: self.say_why(links["why"], said))

    def follow(self, secret: str, person: DemoPerson) -> None:
        """Open a cart again by the link of a mail."""
        opening = open_link(secret, at=clock.now())
        if opening is None or opening.condition is not Condition.LIVE or opening.standing is None:
            return
        self.happened["came back by a link"] += 1
        come_back(opening, at=clock.now())
        open_here(opening.standing.cart, own=None, user=person.user)
        journey = self.journeys.get(opening.standing.cart.pk)
        if journey is not None:
            self.days.after(4 * MINUTE, lambda: self.go(journey, self.second_thought()))

    def stop(self, secret: str) -> None:
        link = find_link(secret, LinkPurpose.STOP)
        if link is not None:
            stop(link.episode.person)
            self.happened["wanted no more"] += 1

    def say_why(self, secret: str, said: Obstacle) -> None:
        """Answer the question of a mail: what got in the way?"""
        link = find_link(secret, LinkPurpose.WHY)
        if link is not None:
            answer(episode=link.episode, said=said, language="fr", at=clock.now())
            self.happened["told what got in the way"] += 1

    def users(self) -> list[User]:
        return [person.user for person in self.people if person.user is not None]
