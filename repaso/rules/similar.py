"""Fronts that share most of their stems: a join of similar sets, without comparing each with each."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from repaso.rules.face import Face

TOO_COMMON = 100  # a word of more fronts leads to too many to be looked at


def similar(faces: Sequence[Face], common: Mapping[str, int], percent: int) -> Iterator[tuple[Face, list[Face]]]:
    """Each face that is like some of other items before it, with those; one may be among them more than once.

    The prefix filter of set-similarity joins (Chaudhuri, Ganti, Kaushik, 2006): two sets of which a percentage is
    shared have some of the rarest members in common, and no other pair needs to be looked at. Of n members, sorted
    rarest first, these are the first n - ceil(n * percent / 100) + so many as they are to have in common. A word that
    stands on more than TOO_COMMON fronts is passed over: with it go only pairs that have no rarer word in common.

    Args:
      faces: of one language, with four stems or more on their fronts.
      common: on how many of these fronts each stem stands.
      percent: of all stems of two fronts, so many are on both.
    """
    together = 2 if percent > 25 else 1  # so many of the rarest do two fronts share, for each has four stems or more
    lonely, ranks = _ranks(common)
    first: dict[tuple[int, ...], Face] = {}
    more: dict[tuple[int, ...], list[Face]] = defaultdict(list)
    for face in faces:
        own, like = face.stems, list[Face]()
        rarest = sorted([ranks[one] for one in own if one in ranks])
        rarest = rarest[: len(own) - -(-len(own) * percent // 100) + together]
        for some in itertools.combinations([rank for rank in rarest if rank >= lonely], together):
            if first.setdefault(some, face) is face:  # as it mostly is
                continue
            for other in (first[some], *more[some]):
                if other.id != face.id and near(own, other.stems, percent):
                    like.append(other)
            more[some].append(face)
        if like:
            yield face, like


def near(one: Set[str], other: Set[str], percent: int) -> bool:
    """Whether two fronts share so many of their stems."""
    shared = len(one & other)
    return shared * 100 >= percent * (len(one) + len(other) - shared)


def _ranks(common: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    """How many stems stand on one front only, and how rare each is, from 0 for the rarest."""
    rare = sorted((count, one) for one, count in common.items() if count <= TOO_COMMON)
    ranks = {one: rank for rank, (_, one) in enumerate(rare)}
    return sum(count == 1 for count, _ in rare), ranks
