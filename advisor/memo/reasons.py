"""Why a sentence of a memo became no part of the plan."""

from __future__ import annotations

from advisor.text import Text

REASONS = {
    "long": Text(
        "1文が長すぎて（1,000字超）、読み取っていません。文を分けて書いてください。",
        "This sentence is too long to read (over 1,000 characters). Split it into shorter ones.",
    ),
    "past": Text(
        "過去や現在の状態を述べた文のため、目標としては読んでいません。",
        "This tells how things were or are, so no target was made of it.",
    ),
    "supposes": Text(
        "仮定、例、質問の文のため、計画の内容としては読んでいません。",
        "This is a supposition, an example or a question, so nothing was made of it.",
    ),
    "refuses": Text(
        "行わないこと、やめたことを述べた文のため、計画の内容としては読んでいません。",
        "This tells what is not done or was given up, so nothing was made of it.",
    ),
    "spends": Text(
        "使う金額を述べた文のため、目標としては読んでいません。",
        "This is money to spend, so no target was made of it.",
    ),
    "number": Text(
        "数字がありますが、どの指標のものか読み取れませんでした。「指標名：目標」の形で書くと読み取れます。",
        "There is a figure here, but not which measure it is for. Written as “measure: target”, it can be read.",
    ),
    "owner": Text(
        "担当者の名前がありますが、どの指標の担当か読み取れませんでした。",
        "Somebody is named as owner here, but not of which measure.",
    ),
    "words": Text(
        "指標、数字、運用の決まりのいずれも見つからないため、読み取っていません。",
        "No measure, figure or rule for running the plan was found in this sentence.",
    ),
    "rest": Text(
        "メモが長すぎる（10万字超）ため、ここから先は読み取っていません。計画の部分だけを渡してください。",
        "The memo is too long (over 100,000 characters) and was read only up to here. Give the part that is the plan.",
    ),
    "many": Text(
        "指標が300を超えるため、この先の指標は読み取っていません。",
        "There are more than 300 measures; those from here on were not read.",
    ),
}
"""Full sentences in both languages."""
