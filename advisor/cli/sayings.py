"""The sentences of the command line in both languages: usage errors, settings, how a command ended.

A Python table, because reading YAML would double the time `--help` takes. Help is in `words.py`.
"""

from __future__ import annotations

from typing import Final

from advisor.cli import ask_words
from advisor.text import Language, Text

SAYINGS: Final[dict[str, Text]] = {
    "usage": Text("使い方", "Usage"),
    "commands": Text("コマンド", "Commands"),
    "options": Text("オプション", "Options"),
    "examples": Text("例", "Examples"),
    "more_help": Text("コマンドの説明：kpi-advisor COMMAND --help", "More on a command: kpi-advisor COMMAND --help"),
    "try_help": Text("使い方：{command} --help", "For help: {command} --help"),
    "error": Text("エラー", "error"),
    # usage errors
    "no_such_option": Text("「{name}」というオプションはありません。", "There is no option {name}."),
    "no_such_command": Text("「{name}」というコマンドはありません。", "There is no command “{name}”."),
    "near": Text("{names} のことですか。", "Did you mean {names}?"),
    "one_of": Text("使えるもの：{names}", "Available: {names}."),
    "missing_argument": Text("{name} を指定してください。", "Give {name}."),
    "missing_path": Text(
        "診断する計画のファイルを指定してください（標準入力なら -）。",
        "Name the plan file to judge (- for standard input).",
    ),
    "missing_plan": Text(
        "計画のファイルを指定してください（標準入力なら -）。", "Name the plan file (- for standard input)."
    ),
    "safe_or_all": Text(
        "--safe（計画の記載から決まる変更だけ）か --all（すべての変更）のどちらか1つを指定してください。",
        "Give one of --safe (only what the plan already implies) and --all (every change).",
    ),
    "missing_rule": Text(
        "ルールのidを指定してください（一覧：kpi-advisor rules）。",
        "Name a rule (kpi-advisor rules lists them).",
    ),
    "needs_value": Text("{name} には値が要ります。", "The option {name} needs a value."),
    "takes_no_value": Text("{name} に値は付けられません。", "The option {name} takes no value."),
    "extra": Text("余分な引数があります：{names}", "There are arguments too many: {names}"),
    "bad_choice": Text(
        "{name} に「{value}」は使えません（使える値：{names}）。",
        "The option {name} cannot be “{value}” (use one of: {names}).",
    ),
    "bad_date": Text(
        "{name} の日付「{value}」を読み取れません。2026-04-01 の形で指定してください。",
        "The option {name} has an unreadable date, “{value}”; write it as 2026-04-01.",
    ),
    "no_rule_matches": Text("「{glob}」に合うルールはありません。", "No rule matches “{glob}”."),
    "no_rule_left": Text(
        "select と ignore の組み合わせで、使うルールがなくなりました。どちらかを緩めてください。",
        "With this select and ignore no rule is left; loosen one of them.",
    ),
    # configuration
    "config_missing": Text("設定ファイルが見つかりません。パスを確かめてください。", "There is no such settings file; correct the path."),
    "config_unreadable": Text("設定ファイルを開けません。アクセス権を確かめてください。", "This settings file cannot be opened; make sure it may be read."),
    "config_not_text": Text(
        "設定ファイルをUTF-8の文字として読めません。UTF-8で保存し直してください。",
        "This settings file is not UTF-8 text; save it again as UTF-8.",
    ),
    "config_not_toml": Text(
        "設定ファイルがTOMLの書き方に合っていません（{detail}）。", "This settings file is not valid TOML ({detail})."
    ),
    "config_key": Text("設定「{key}」はありません。", "There is no setting “{key}”."),
    "config_table": Text("「{key}」は [{key}] の表で書いてください。", "Write “{key}” as a table, [{key}]."),
    "config_array": Text(
        "「{key}」は文字列の配列で書いてください（例：{key} = [\"target/*\"]）。",
        "Write “{key}” as an array of texts, for example {key} = [\"target/*\"].",
    ),
    "config_threshold": Text("[thresholds] に「{key}」はありません。", "[thresholds] has no “{key}”."),
    "config_number": Text(
        "[thresholds] の「{key}」は0以上の数で書いてください。", "[thresholds] “{key}” must be a number, 0 or more."
    ),
    "config_rule": Text("[severity] の「{key}」というルールはありません。", "[severity] names a rule that is not there, “{key}”."),
    "config_severity": Text(
        "[severity] の「{key}」に「{value}」は使えません（使える値：{names}）。",
        "[severity] “{key}” cannot be “{value}” (use one of: {names}).",
    ),
    # other endings
    "file_exists": Text(
        "{name} は既にあります。別の名前を指定するか、書き換えてよければ --force を付けてください。",
        "{name} is already there. Name another file, or add --force to replace it.",
    ),
    "cannot_write": Text("{name} に書き込めません。場所とアクセス権を確かめてください。", "{name} cannot be written; check the folder and its access rights."),
    "written": Text("{name} を書き出しました。次は：kpi-advisor lint {name}", "Wrote {name}. Next: kpi-advisor lint {name}"),
    "cannot_print": Text("結果を出力できません（{detail}）。", "The result cannot be written out ({detail})."),
    "no_stdin": Text("標準入力を読めません。", "Standard input cannot be read."),
    "bug": Text(
        "想定外の問題が起きました（{detail}）。不具合の可能性があるため、計画と実行したコマンドを添えてご報告ください。"
        "KPI_ADVISOR_DEBUG=1 を付けると詳細を表示します。",
        "Something unexpected went wrong ({detail}). Please report it with the plan and the command; "
        "KPI_ADVISOR_DEBUG=1 shows the details.",
    ),
    # diff
    "missing_old": Text("前の計画のファイルを指定してください。", "Name the old plan file, then the new one."),
    "missing_new": Text("新しい計画のファイルも指定してください。", "Name the new plan file too."),
    "one_stdin": Text("標準入力（-）を使えるのは、どちらか一方だけです。", "Only one of the two can be standard input (-)."),
    # why
    "why_none": Text("この計画への提案はないため、「{name}」もありません。", "There is nothing to recommend for this plan, so no “{name}”."),
    "why_unknown": Text(
        "「{name}」という提案はありません。順位（1〜{most}）か、指紋の先頭を指定してください。",
        "There is no recommendation “{name}”; give a rank (1 to {most}) or the beginning of a fingerprint.",
    ),
    "why_several": Text(
        "「{name}」で始まる指紋の提案が複数あります：{listed}。もう少し長く指定してください。",
        "Several fingerprints begin with “{name}”: {listed}. Give more of it.",
    ),
    "missing_recommendation": Text(
        "提案の順位か指紋を指定してください（順位は kpi-advisor lint で見られます）。",
        "Give a recommendation's rank or fingerprint (kpi-advisor lint shows the ranks).",
    ),
    # read
    "map_shape": Text(
        "--map は '見出し=項目' の形で指定してください（例：'今期=target'）。「{value}」は使えません。",
        "Write --map as 'header=field', for example 'This year=target'; “{value}” cannot be used.",
    ),
    "map_field": Text("「{name}」という項目はありません。", "There is no field “{name}”."),
    "output_needs_to": Text(
        "-o と --force は --to yaml か --to json と一緒に指定してください。", "Give -o and --force together with --to yaml or --to json."
    ),
    "read_made": Text("最終目標{kgis}項目、KPI{kpis}項目を読み取りました。", "Read: goals {kgis}, KPIs {kpis}."),
    "read_left": Text(
        "計画に入れなかったものが{n}か所あります。内容と理由：kpi-advisor read {name}",
        "Places left out: {n}. To see them, with the reasons: kpi-advisor read {name}",
    ),
    "no_column": Text(
        "シートに置き場所がなく、書き出さなかった項目：{names}",
        "Left out, because a sheet has no place for it: {names}",
    ),
    # apply
    "change_made": Text("変更しました（{kind}、{rule}）：{what}", "made ({kind}, {rule}): {what}"),
    "change_worse": Text(
        "見送りました（{kind}、{rule}）：{what}。診断し直すと、同じくらい重い指摘が出ました：{titles}",
        "left out ({kind}, {rule}): {what}. Judged again, something as severe came up: {titles}",
    ),
    "change_unsettled": Text(
        "見送りました（{kind}、{rule}）：{what}。診断し直しても、指摘が解消しませんでした：{title}",
        "left out ({kind}, {rule}): {what}. Judged again, the finding was still there: {title}",
    ),
    "apply_nothing": Text("加えられる変更はありません。計画は元のままです。", "There is nothing to change; the plan is as it was."),
    "apply_nothing_safe": Text(
        "計画の記載から決まる変更はありません。計画は元のままです（判断の要る変更も含めるには --all）。",
        "There is nothing safe to change; the plan is as it was (--all also takes changes that need a decision).",
    ),
    "apply_made": Text("{total}件のうち{made}件の変更を加えました。", "Changes made: {made} of {total}."),
    "apply_blanks": Text(
        "「未定」か「TBD」の空欄が{blanks}件あります。記入してください。", "Blanks to fill, marked TBD or 未定: {blanks}."
    ),
    "apply_wrote": Text("{name} を書き出しました。", "Wrote {name}."),
    # serve
    "serve_extra": Text(
        "serve には追加の部品が要ります。pip install 'kpi-advisor[api]' で入れてください。",
        "serve needs more parts; install them with pip install 'kpi-advisor[api]'.",
    ),
    "serve_open": Text(
        "{host} はほかの機械から届くアドレスですが、APIキーがありません。KPI_ADVISOR_API_KEYS にキーを設定してください"
        "（だれにでも使わせる場合だけ --allow-anonymous）。",
        "{host} can be reached from other machines, and there are no API keys. Set some in KPI_ADVISOR_API_KEYS "
        "(or, to let anybody in, add --allow-anonymous).",
    ),
    "serve_setting": Text("サービスの設定が正しくありません（{names}）。docs/api.md の表をご覧ください。", "These settings of the service are wrong: {names}. See the table in docs/api.md."),
    "serve_settings_file": Text("サービスの設定ファイルを読めません。パスと、TOMLの書き方を確かめてください。", "The service's settings file cannot be read; correct its path, or its TOML."),
    "serve_address": Text("{host} のポート {port} で待ち受けられません（{detail}）。", "Cannot listen on {host} port {port} ({detail})."),
    "progress": Text("{done}/{total} 診断中：{name}", "{done}/{total} judging {name}"),
    **ask_words.SAYINGS,
}  # fmt: skip


def saying(key: str, language: Language, /, **values: object) -> str:
    """One sentence in one language. Values go in as they are: braces in them are not read as a format."""
    return SAYINGS[key][language].format(**values)


def text(key: str, /, **values: object) -> Text:
    """One sentence in both languages."""
    return Text(saying(key, "ja", **values), saying(key, "en", **values))


def near(names: list[str], language: Language) -> str:
    """“Did you mean …?”, or nothing when nothing is near."""
    if not names:
        return ""
    listed = "、".join(f"「{n}」" for n in names) if language == "ja" else ", ".join(f"“{n}”" for n in names)
    return ("" if language == "ja" else " ") + saying("near", language, names=listed)
