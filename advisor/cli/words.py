"""What the command line says about itself, in both languages: help, usage errors, configuration errors.

A Python table, because reading YAML would double the time `--help` takes. What a report says is in
`render/words.py`.
"""

from __future__ import annotations

from typing import Final

from advisor.text import Language, Text

SUMMARY: Final = Text(
    "KPI計画を読み、計画の中の数字を計算し、何から手を付けるとよいかを、理由とともに示します。",
    "Reads a KPI plan, does the plan's own arithmetic, and says what to do first and why.",
)

TEACH: Final = Text(
    """\
計画はYAML、JSON、Excel、CSVなどのファイルです。必要なのはKPIの名前だけで、書かれていないことは質問として返します。

  kpi-advisor init plan.yaml             記入例つきのひな形を書き出します
  kpi-advisor lint plan.yaml             計画を診断し、まず取り組むことを5つまで示します
  kpi-advisor explain goal/kgi-missing   ルールの根拠、悪い例、よい例を示します

英語で読むには --lang en、日本語と英語を並べるには --lang both を付けてください。
すべてのコマンド：kpi-advisor --help""",
    """\
A plan is a YAML, JSON, Excel or CSV file. Only a KPI's name is required; what the plan leaves out comes back as questions.

  kpi-advisor init plan.yaml             write a starter plan with comments
  kpi-advisor lint plan.yaml             judge a plan and show the first five things to do
  kpi-advisor explain goal/kgi-missing   show what a rule rests on, with a bad and a good example

For Japanese add --lang ja; for both languages, --lang both.
All commands: kpi-advisor --help""",
)

COMMANDS: Final[dict[str, Text]] = {
    "lint": Text("計画を診断し、提案と質問を示す", "Judge plans: what to do first, and what to ask"),
    "read": Text(
        "ExcelやCSV、文書の表、文章をどう読むかを示し、計画のファイルにする",
        "Show how a sheet, table or memo is read, and make a plan of it",
    ),
    "why": Text(
        "提案1つの根拠を、計画の行から出典までたどる", "Trace one recommendation from the plan's lines to its sources"
    ),
    "apply": Text("提案の変更を計画のファイルに反映する", "Make the proposed changes in the plan's file"),
    "diff": Text(
        "計画の2つの版を比べ、解消した提案と新しい提案を示す",
        "Compare two versions of a plan: what is settled, what is new",
    ),
    "explain": Text("ルール1つの根拠、条件、例を示す", "Show what one rule rests on, with examples"),
    "rules": Text("ルールの一覧を示す", "List the rules"),
    "init": Text("記入例つきの計画のひな形を書き出す", "Write a starter plan with comments"),
    "schema": Text("計画のJSON Schemaを出力する（エディターの補完用）", "Print the plan's JSON Schema, for editors"),
    "serve": Text("Webサービスとして動かす（入力フォームの裏で使う）", "Run as a web service, behind an intake form"),
}

DETAILS: Final[dict[str, Text]] = {
    "lint": Text(
        "PATHには計画のファイル、フォルダー（中のYAMLとJSONをすべて読みます）、標準入力を表す - を、いくつでも"
        "指定できます。設定は、最初のファイルから上へたどって最初に見つかった kpi-advisor.toml から読みます"
        "（thresholds、severity、select、ignore）。オプションの指定が優先します。",
        "PATH is a plan file, a folder (every YAML and JSON file in it is read) or - for standard input, as many as "
        "you like. Settings come from the nearest kpi-advisor.toml in the first file's folder or above it "
        "(thresholds, severity, select, ignore); options win.",
    ),
    "read": Text(
        "FILEは、Excel（.xlsx）、CSV、TSV、MarkdownやHTMLの表、文章、YAML、JSONのいずれかです。どの列をどの項目として読むか、"
        "それぞれの値を何と読み取るか、計画に入れなかったものとその理由を、セルの番地とともに示します。読み方が違う列は --map で直せます。"
        "--to を付けると、計画を標準出力か -o のファイルに書き出します。",
        "FILE is an Excel workbook (.xlsx), CSV, TSV, a Markdown or HTML document with tables, a memo, YAML or JSON. Shows which "
        "column is read as what, what each value is taken to mean, and what is left out and why, with cell addresses. "
        "--map corrects a column. With --to the plan is written to standard output or the file of -o.",
    ),
    "why": Text(
        "RECOMMENDATIONは、lint が示す順位の番号か、JSONにある指紋（fingerprint）の先頭の数文字です。計画のどこに何と書かれ、"
        "そこからどの数字でどう判断し、どのルールが当てはまり、何を出典とするかを順に示します。基準日とルールの選び方は lint と同じにしてください。",
        "RECOMMENDATION is its rank, as lint prints it, or the first characters of its fingerprint, as JSON has it. Shows where the "
        "plan says what, the facts that follow with their operands, the rule that holds, and what that rests on. "
        "Give the same day and choice of rules as to lint.",
    ),
    "apply": Text(
        "PLANの提案に添えられた変更を、重要なものから1つずつ計画に加えて診断し直し、指摘が解消し、同じくらい重い指摘が"
        "新たに出ない変更だけを残します。コメント、順序、引用符、体裁はそのままです。--safe は計画の記載から決まる変更だけ、"
        "--all は判断の要る変更と記入待ちの空欄も加えます。新しい計画は標準出力か -o のファイルに、変更ごとの結果は標準エラーに"
        "出します。ほかの内容を変えずには書き換えられない箇所があれば、その行を示し、何も書き込みません。",
        "Takes the changes that come with the plan's recommendations, most important first, judges the plan again after each, "
        "and keeps those that settle their finding and bring up nothing as severe. Comments, order, quotes and layout "
        "stay. --safe makes only what the plan already implies; --all also what needs a decision, and blanks to fill. "
        "The new plan goes to standard output or the file of -o, what became of each change to standard error. Where "
        "the file cannot be changed without changing something else, the line is named and nothing is written.",
    ),
    "diff": Text(
        "OLDとNEWを同じ日、同じ設定で診断し、解消した提案、新しく出た提案、残っている提案を示します。名前だけが変わった項目は、id、定義、"
        "位置と目標、近い書き方から同じ項目とみなし、そのことを示します。どちらか一方には標準入力を表す - を使えます。",
        "Judges OLD and NEW on the same day with the same settings, and shows which recommendations are settled, new or "
        "still open. A row that was only renamed is followed by its id, its definition, its place and target, or close "
        "spelling, and that is said. One of the two may be - for standard input.",
    ),
    "explain": Text(
        "RULEはルールのidです（例：goal/kgi-missing）。一覧は kpi-advisor rules で見られます。悪い例には、実際に診断した結果を添えます。",
        "RULE is a rule's id, such as goal/kgi-missing; kpi-advisor rules lists them. The bad example comes with the "
        "advice it actually gets.",
    ),
    "rules": Text(
        "すべてのルールのid、深刻さ、手間、内容を一覧にします。",
        "Lists every rule's id, severity, effort and what it is about.",
    ),
    "init": Text(
        "FILE（省略時は plan.yaml）に書き出します。- を指定すると標準出力に出します。既存のファイルは --force がない限り書き換えません。",
        "Writes to FILE (plan.yaml when left out), or to standard output for -. A file that is there is left alone "
        "unless --force is given.",
    ),
    "schema": Text(
        "計画のJSON Schema（draft 2020-12）を標準出力に出します。ファイルに保存し、エディターのYAML設定で指定してください。",
        "Prints the JSON Schema (draft 2020-12) of the plan. Save it to a file and name that file in your editor's "
        "YAML settings.",
    ),
    "serve": Text(
        "計画をHTTPで受け取り、診断を返します。導入：pip install 'kpi-advisor[api]'。ほかの機械から届くアドレスで動かすには、"
        "APIキー（環境変数 KPI_ADVISOR_API_KEYS、コンマ区切り）か --allow-anonymous が必要です。設定は KPI_ADVISOR_ で始まる"
        "環境変数か、TOMLのファイルで行います。",
        "Takes plans over HTTP and gives advice. To install: pip install 'kpi-advisor[api]'. An address that other "
        "machines can reach needs API keys (KPI_ADVISOR_API_KEYS, separated by commas) or --allow-anonymous. Settings "
        "are environment variables that begin with KPI_ADVISOR_, or a TOML file.",
    ),
}

EXAMPLES: Final[dict[str, tuple[tuple[str, Text], ...]]] = {
    "": (
        ("kpi-advisor init plan.yaml", Text("ひな形を書き出す", "write a starter plan")),
        ("kpi-advisor lint plan.yaml", Text("診断する", "judge it")),
        ("kpi-advisor lint plans/ --fail-on critical", Text("フォルダーごと診断する", "judge a whole folder")),
        ("kpi-advisor explain goal/kgi-missing", Text("ルールを調べる", "look a rule up")),
    ),
    "lint": (
        ("kpi-advisor lint plan.yaml", Text("まず取り組む5つ", "the first five things to do")),
        (
            "kpi-advisor lint plan.yaml --all --assumptions",
            Text("全件と、数字や日付の読み取り方", "everything, and how it was read"),
        ),
        (
            "kpi-advisor lint plan.yaml --diff",
            Text("ファイルのどこをどう変えるかも", "with what to change in the file"),
        ),
        (
            "kpi-advisor lint plan.yaml --format markdown --lang both",
            Text("2か国語の文書", "a document in both languages"),
        ),
        (
            "kpi-advisor lint plan.yaml --format html > report.html",
            Text("ブラウザーで読み、印刷できるページ", "a page to read in a browser, or print"),
        ),
        ("kpi-advisor lint - --format json < plan.json", Text("標準入力からJSONへ", "standard input to JSON")),
        (
            "kpi-advisor lint plans/ --select 'target/*' --fail-on never",
            Text("目標値のルールだけ", "only the rules on targets"),
        ),
    ),
    "read": (
        ("kpi-advisor read kpi.xlsx", Text("どう読むかを確かめる", "see how it is read")),
        (
            "kpi-advisor read kpi.xlsx --map '今期=target' --map '旧目標=ignore'",
            Text("列の読み方を直す", "correct what columns are"),
        ),
        (
            "kpi-advisor read kpi.xlsx --to yaml -o plan.yaml",
            Text("計画のファイルにする", "make a plan file of it"),
        ),
    ),
    "why": (
        ("kpi-advisor why plan.yaml 1", Text("1番目の提案の根拠", "what the first recommendation rests on")),
        ("kpi-advisor why plan.yaml 8b0a17 --lang ja", Text("指紋で指定する", "by fingerprint, in Japanese")),
    ),
    "apply": (
        ("kpi-advisor apply plan.yaml --safe", Text("結果を画面で確かめる", "see what it would be")),
        ("kpi-advisor apply plan.yaml --all -o new.yaml", Text("別のファイルに書き出す", "write another file")),
        (
            "kpi-advisor apply plan.yaml --safe -o plan.yaml --force",
            Text("元のファイルを書き換える", "change the file itself"),
        ),
        (
            "kpi-advisor apply plan.yaml --all --select 'target/*'",
            Text("目標値のルールの変更だけ", "only what the rules on targets propose"),
        ),
    ),
    "diff": (
        ("kpi-advisor diff old.yaml new.yaml", Text("2つの版を比べる", "compare two versions")),
        (
            "git show HEAD:plan.yaml | kpi-advisor diff - plan.yaml",
            Text("前回のコミットと比べる", "compare with the last commit"),
        ),
        (
            "kpi-advisor diff old.yaml new.yaml --format markdown --fail-on medium",
            Text("プルリクエストのコメントに使う", "for the comment on a pull request"),
        ),
    ),
    "explain": (
        ("kpi-advisor explain target/missing", Text("1つのルールを読む", "read about one rule")),
        ("kpi-advisor explain target/missing --lang en", Text("英語で読む", "in English")),
    ),
    "rules": (
        ("kpi-advisor rules", Text("一覧を見る", "see the list")),
        ("kpi-advisor rules --format json", Text("ほかの道具で使う", "for other tools")),
    ),
    "init": (
        ("kpi-advisor init", Text("plan.yaml を書き出す", "write plan.yaml")),
        ("kpi-advisor init - --lang en", Text("英語のひな形を画面に出す", "print the English one")),
    ),
    "serve": (
        ("kpi-advisor serve", Text("この機械だけで試す", "try it on this machine alone")),
        (
            "KPI_ADVISOR_API_KEYS=… kpi-advisor serve --host 0.0.0.0 --workers 4",
            Text("キーを持つ相手に公開する", "open it to those who have a key"),
        ),
    ),
    "schema": (("kpi-advisor schema > kpi-plan.schema.json", Text("ファイルに保存する", "save it to a file")),),
}

_JUDGED: Final = Text(
    "終了コード：0 該当なし、1 --fail-on 以上の提案あり、2 読めない入力か使い方の誤り（1より優先）",
    "Exit codes: 0 clean, 1 something at or above --fail-on, 2 unusable input or usage (outranks 1)",
)
EXIT_CODES: Final[dict[str, Text]] = {
    "": _JUDGED,
    "lint": _JUDGED,
    "diff": Text(
        "終了コード：0 新しい提案に該当なし、1 --fail-on 以上の新しい提案あり、2 読めない入力か使い方の誤り",
        "Exit codes: 0 nothing new at or above --fail-on, 1 something new is, 2 unusable input or usage",
    ),
    "read": Text(
        "終了コード：0 読み取れた、2 読めない入力か使い方の誤り",
        "Exit codes: 0 read, 2 unusable input or usage",
    ),
    "apply": Text(
        "終了コード：0 書き出した（変更がない場合も）、2 読めない・書き換えられない入力か使い方の誤り",
        "Exit codes: 0 written (also when there was nothing to do), 2 unusable input, a refusal or usage",
    ),
}

OPTIONS: Final[dict[str, Text]] = {
    "help": Text("この説明を表示する", "Show this text"),
    "version": Text("バージョンを表示する", "Show the version"),
    "lang": Text("表示の言語（省略時は端末の言語）", "Language to print (default: the terminal's)"),
    "all": Text(
        "提案と質問をすべて表示する（html では常に）", "Show every recommendation and question (html always does)"
    ),
    "format": Text(
        "出力の形式（省略時は text）。html は日本語と英語を1つのページに収めます",
        "Form of the output (default: text); html is one page with both languages in it",
    ),
    "fail_on": Text(
        "この深刻さ以上の提案があれば終了コード1にする（省略時は high）",
        "Exit 1 when a recommendation is this severe or more (default: high)",
    ),
    "format_of_diff": Text("出力の形式（省略時は text）", "Form of the output (default: text)"),
    "fail_on_new": Text(
        "この深刻さ以上の新しい提案があれば終了コード1にする（省略時は high）",
        "Exit 1 when a new recommendation is this severe or more (default: high)",
    ),
    "select": Text(
        "このグロブに合うルールだけを使う（複数回、またはコンマ区切り）",
        "Use only rules matching this glob (repeatable, or a comma list)",
    ),
    "ignore": Text(
        "このグロブに合うルールを使わない（複数回、またはコンマ区切り）",
        "Leave out rules matching this glob (repeatable, or a comma list)",
    ),
    "as_of": Text(
        "判定の基準日、例 2026-04-01（省略時は計画のas_of、なければ今日）",
        "The day to judge dates by, e.g. 2026-04-01 (default: the plan's as_of, else today)",
    ),
    "assumptions": Text("書かれた文字をどう読み取ったかも表示する", "Also show how what is written was understood"),
    "diff": Text(
        "提案ごとに、計画のファイルの変更を差分で示す（text と markdown）",
        "Show under each recommendation what it would change in the file (text and markdown)",
    ),
    "config": Text(
        "設定ファイル（省略時は最寄りの kpi-advisor.toml）", "Settings file (default: the nearest kpi-advisor.toml)"
    ),
    "color": Text(
        "色を付けるか（省略時は auto：端末だけ。NO_COLORに従います）",
        "Whether to colour (default: auto, on a terminal; NO_COLOR is respected)",
    ),
    "safe": Text("計画の記載から決まる変更だけを加える", "Make only the changes that the plan already implies"),
    "every": Text(
        "判断の要る変更と、記入待ちの空欄も加える", "Make also changes that need a decision, and leave blanks to fill"
    ),
    "output": Text(
        "書き出すファイル（省略時は標準出力）。既存のファイルには --force が必要です",
        "File to write (default: standard output); a file that is there takes --force",
    ),
    "mapping": Text(
        "この見出しの列をこの項目として読む（例：'今期=target'。読み込まないなら =ignore。複数回可）",
        "Read the column under this header as this field, e.g. 'This year=target'; =ignore leaves it out (repeatable)",
    ),
    "to": Text("計画をこの形式で書き出す", "Write the plan in this format"),
    "all_values": Text("すべての行の値を表示する", "Show the values of every row"),
    "host": Text("待ち受けるアドレス（省略時は 127.0.0.1）", "Address to listen on (default: 127.0.0.1)"),
    "port": Text("待ち受けるポート（省略時は 8000）", "Port to listen on (default: 8000)"),
    "workers": Text("プロセスの数（省略時は1）", "Number of processes (default: 1)"),
    "settings": Text(
        "設定のTOMLファイル（省略時は KPI_ADVISOR_SETTINGS_FILE）",
        "TOML file of settings (default: KPI_ADVISOR_SETTINGS_FILE)",
    ),
    "allow_anonymous": Text(
        "APIキーなしで、ほかの機械からも使えるようにする", "Let other machines in without any API key"
    ),
    "force": Text("既存のファイルを書き換える", "Replace a file that is there"),
}

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
