"""Layouts that Japanese organizations keep their KPIs in, rebuilt with content of our own, and the plan each holds."""

from __future__ import annotations

from pathlib import Path

from advisor import read_plan
from workbooks import fields, left_out, read_workbook

SHEETS = Path(__file__).parent / "sheets"


def test_j1_four_rows_an_indicator_with_years_across() -> None:
    found = read_workbook(
        (
            "実績・目標",
            """
事業年度|事業名|活動指標／成果指標|単位|改善の上向き／下向き|成果実績及び目標値の根拠として用いた統計・データ名（出典）|目標年度／目標値／実績値／達成率|2022|2023|2024|2025
2024|図書館の利用促進|貸出を受けた市民の割合|％|上がると良い指標|図書館統計|'1.目標年度||||1
||||||'2.目標値||34|36|40
||||||'3.実績値|30|33|35|
||||||'4.達成率||97|97|
2024|図書館の利用促進|返却の遅れ|件|下がると良い指標|図書館統計|'1.目標年度||||1
||||||'2.目標値||80|70|60
||||||'3.実績値|95|84|77|
||||||'4.達成率||95|91|
""",
        )
    )
    assert found.document.data == {
        "kpis": [
            {
                "name": "貸出を受けた市民の割合",
                "unit": "％",
                "target": 40,
                "milestones": [{"at": "2023", "value": 34}, {"at": "2024", "value": 36}],
                "deadline": "2025",
                "direction": "up",
                "data_source": "図書館統計",
                "history": [{"at": "2022", "value": 30}, {"at": "2023", "value": 33}, {"at": "2024", "value": 35}],
            },
            {
                "name": "返却の遅れ",
                "unit": "件",
                "target": 60,
                "milestones": [{"at": "2023", "value": 80}, {"at": "2024", "value": 70}],
                "deadline": "2025",
                "direction": "down",
                "data_source": "図書館統計",
                "history": [{"at": "2022", "value": 95}, {"at": "2023", "value": 84}, {"at": "2024", "value": 77}],
            },
        ]
    }


def test_j2_links_in_a_second_sheet() -> None:
    found = read_workbook(
        (
            "指標",
            "活動指標／成果指標|単位|目標値\n出前講座の開催数|回|24\n講座の受講者数|人|600\n防災訓練に参加した世帯|世帯|1500",
        ),
        (
            "目標のつながり",
            """
派生元ー番号|派生元ー種別（アウトプット・アウトカム）|派生元ー活動目標／成果目標|派生先ー番号|派生先ー活動目標／成果目標|後続アウトカムへのつながり
1|アウトプット|出前講座の開催数|2|講座の受講者数|開催が増えれば受講者も増える
2|短期アウトカム|講座の受講者数|3|防災訓練に参加した世帯|学んだ世帯が訓練に来る
3|短期アウトカム|書かれていない指標|3|防災訓練に参加した世帯|
""",
        ),
    )
    assert [k.drives for k in found.plan.kpis] == [["講座の受講者数"], ["防災訓練に参加した世帯"], None]
    # The link points back at the cell that says it.
    assert str(found.locate("/kpis/0/drives")) == "計画.xlsx:目標のつながり!E2"
    assert any("makes no link" in why for why in left_out(found).values())


def test_j3_three_tables_in_one_sheet_each_with_its_own_name_column() -> None:
    found = read_workbook(
        (
            "総合戦略",
            """
全体目標指標|基準値|目標値
総人口|12,400人 (2025年)|12,000人 (2030年)

基本目標1 まちで働けるようにする
基本目標指標|基準値|目標値
市内の就業者数|5,100人 (2025年)|5,300人 (2030年)

重要業績評価指標(KPI)|基準値|目標値
創業相談の件数|48件 (2025年)|80件 (2030年)
空き店舗の活用数|3店 (2025年)|12店 (2030年)
""",
        )
    )
    assert found.document.data == {
        "kgis": [
            {"name": "総人口", "baseline": "12,400人 (2025年)", "target": "12,000人 (2030年)"},
            {
                "name": "市内の就業者数",
                "description": "まちで働けるようにする",
                "baseline": "5,100人 (2025年)",
                "target": "5,300人 (2030年)",
            },
        ],
        "kpis": [
            {"name": "創業相談の件数", "kgi": "市内の就業者数", "baseline": "48件 (2025年)", "target": "80件 (2030年)"},
            {
                "name": "空き店舗の活用数",
                "kgi": "市内の就業者数",
                "baseline": "3店 (2025年)",
                "target": "12店 (2030年)",
            },
        ],
    }


def test_j5_merged_groups_and_a_second_indicator_on_a_short_row() -> None:
    found = read_workbook(
        (
            "実施計画",
            """
節項|内容|政策目標|政策指標|現状値|目標値|実施計画事業
1-1|子育て|安心して子どもを預けられる|待機児童数|32人|0人|保育園の増設
|||一時預かりの利用者数|月210人|月300人|駅前の預かり室
1-2|防災|災害に備えられる|自主防災組織の数|18団体|30団体|組織づくりの支援
""",
        ),
        merged=["A2:A3", "B2:B3", "C2:C3"],
    )
    assert [(k["name"], k["kgi"]) for k in found.document.data["kpis"]] == [
        ("待機児童数", "安心して子どもを預けられる"),
        ("一時預かりの利用者数", "安心して子どもを預けられる"),
        ("自主防災組織の数", "災害に備えられる"),
    ]
    assert found.document.data["kpis"][1]["actions"] == [{"what": "駅前の預かり室"}]
    assert fields(found)["節項"] is None


def test_j6_the_role_in_brackets_behind_a_year() -> None:
    found = read_workbook(
        (
            "資料4",
            "指標|平成25 (基準値)|平成27|平成28 (現状値)|平成31 (目標値)\n年間の宿泊者数|8,200人|8,600人|8,900人|10,000人",
        )
    )
    assert found.document.data["kpis"] == [
        {
            "name": "年間の宿泊者数",
            "baseline": "8,200人（平成25年）",
            "target": "10,000人",
            "actual": "8,900人（平成28年）",
            "deadline": "平成31年",
            "history": [{"at": "平成27年", "value": "8,600人"}],
        }
    ]


def test_j10_two_rows_an_indicator() -> None:
    found = read_workbook(
        (
            "施策",
            """
成果指標名|単位|区分|令和5年度|令和6年度|令和7年度|令和8年度
健診を受けた人の割合|％|実績値|41|44||
||目標値|||47|50
ウォーキング教室の参加者|人|実績値|120|150||
||目標値|||180|200
""",
        ),
        merged=["A2:A3", "A4:A5", "B2:B3", "B4:B5"],
    )
    assert found.document.data["kpis"][0] == {
        "name": "健診を受けた人の割合",
        "unit": "％",
        "target": 50,
        "milestones": [{"at": "令和7年度", "value": 47}],
        "deadline": "令和8年度",
        "history": [{"at": "令和5年度", "value": 41}, {"at": "令和6年度", "value": 44}],
    }
    assert str(found.locate("/kpis/1/target")) == "計画.xlsx:施策!G5"


def test_j11_a_goal_in_words_is_no_measure_and_results_are_no_baseline() -> None:
    found = read_workbook(
        (
            "ESG",
            """
指標|単位|定性目標|数値目標 (2030年)|実績 (2025年度)|実績 (2024年度)|実績 (2023年度)
再生材の使用率|％|資源を大切にする|40|22|20|17
労災の件数|件|だれもけがをしない|0|3|5|4
女性管理職の割合|％|多様な人が活躍する|30|12|▲|9
""",
        )
    )
    first, _, third = found.document.data["kpis"]
    assert first == {
        "name": "再生材の使用率",
        "unit": "％",
        "target": 40,
        "deadline": "2030年",
        "history": [{"at": "2023年度", "value": 17}, {"at": "2024年度", "value": 20}, {"at": "2025年度", "value": 22}],
        "note": "資源を大切にする",
    }
    assert [h["at"] for h in third["history"]] == ["2023年度", "2025年度"]
    assert not {"kgis", "qualitative"} & found.document.data.keys()


def test_j14_three_header_rows_name_the_kpis() -> None:
    found = read_workbook(
        (
            "環境",
            """
区分|GHG排出量|||||
|Scope1+2|||Scope3||
|ベンチマーク|2027年度目標|2030年度目標|ベンチマーク|2027年度目標|2030年度目標
国内|1200|1000|800|5400|―|4800
""",
        ),
        merged=["A1:A3", "B1:G1", "B2:D2", "E2:G2"],
    )
    assert found.document.data["kpis"] == [
        {
            "name": "GHG排出量 Scope1+2",
            "baseline": 1200,
            "target": 800,
            "milestones": [{"at": "2027年度", "value": 1000}],
            "deadline": "2030年度",
        },
        {"name": "GHG排出量 Scope3", "baseline": 5400, "target": 4800, "deadline": "2030年度"},
    ]


def test_j15_a_target_inside_the_name_stays_there() -> None:
    found = read_workbook(
        (
            "重要課題",
            "マテリアリティ|取り組み内容|2026年度KPI|関連するSDGs\n働きやすさ|休みを取りやすくする|有給休暇の取得率80%以上|8",
        )
    )
    assert found.document.data == {
        "kgis": [{"name": "働きやすさ"}],
        "kpis": [
            {
                "name": "有給休暇の取得率80%以上",
                "kgi": "働きやすさ",
                "deadline": "2026年度",
                "actions": [{"what": "休みを取りやすくする"}],
            }
        ],
    }


def test_j18_rubric_rows_are_no_kpis() -> None:
    found = read_workbook(
        (
            "自己評価",
            """
領域|中期目標|評価項目|担当者|評価方法|成果目標|評価基準|最終評価
学習|自分で学ぶ力をつける|家庭学習を毎日する生徒の割合|山本|生徒アンケート|75%以上|A：75%以上|
||||||B：65%以上|
||||||C：55%以上|
生活|安心して通える|学校が楽しいと答えた生徒の割合|大野|生徒アンケート|90%以上|A：90%以上|
""",
        )
    )
    assert [k["name"] for k in found.document.data["kpis"]] == [
        "家庭学習を毎日する生徒の割合",
        "学校が楽しいと答えた生徒の割合",
    ]
    assert found.document.data["kpis"][0]["target"] == "75%以上"
    assert [k["name"] for k in found.document.data["kgis"]] == ["自分で学ぶ力をつける", "安心して通える"]
    assert sum("A grade of the item above" in why for why in left_out(found).values()) == 2


def test_j20_staged_targets() -> None:
    found = read_workbook(
        (
            "KPI",
            """
分類|指標|単位|データソース|集計頻度|Phase 1 目標|Phase 2 目標
獲得|無料登録数|人|会員DB|週次|200|500
継続|翌月も使った人の割合|％|会員DB|月次|—|45
""",
        )
    )
    assert found.document.data["kpis"] == [
        {
            "name": "無料登録数",
            "unit": "人",
            "target": 500,
            "milestones": [{"at": "Phase 1", "value": 200}],
            "deadline": "Phase 2",
            "data_source": "会員DB",
            "frequency": "週次",
        },
        {
            "name": "翌月も使った人の割合",
            "unit": "％",
            "target": 45,
            "deadline": "Phase 2",
            "data_source": "会員DB",
            "frequency": "月次",
        },
    ]


def test_j21_a_line_break_and_a_date_in_a_header() -> None:
    found = read_plan(SHEETS / "j21-owners.html")
    assert found.document.data == {
        "title": "配信チームの計画",
        "kpis": [
            {
                "name": "再生数",
                "definition": "1動画の30日間の再生",
                "baseline": "1,200回（2026-03-31）",
                "target": "3,000回",
                "milestones": [{"at": "今月", "value": "1,500回"}],
                "deadline": "年度末",
            },
            {
                "name": "登録者数",
                "definition": "月末の人数",
                "baseline": "860人（2026-03-31）",
                "target": "2,000人",
                "milestones": [{"at": "今月", "value": "900人"}],
                "deadline": "年度末",
                "note": "広告なし",
            },
        ],
    }


def test_j22_a_table_in_a_document_under_a_goal() -> None:
    found = read_plan(SHEETS / "j22-sns.md")
    assert found.document.data == {
        "title": "SNS運用計画",
        "period": "2026年度上期",
        "kgis": [{"name": "問い合わせ 月60件"}],
        "kpis": [
            {
                "name": "保存率",
                "kgi": "問い合わせ 月60件",
                "target": ">= 3%",
                "data_source": "Instagramインサイト",
                "frequency": "週次",
            },
            {
                "name": "プロフィール遷移数",
                "kgi": "問い合わせ 月60件",
                "target": "月400回",
                "data_source": "Instagramインサイト",
                "frequency": "週次",
            },
            {"name": "投稿数", "kgi": "問い合わせ 月60件", "data_source": "投稿管理表", "frequency": "毎週"},
        ],
    }
    assert any("数字は毎週月曜" in what for what in left_out(found))


def test_j23_a_column_of_deadlines_and_rhythms() -> None:
    found = read_workbook(
        (
            "PRD",
            "指標|現状値|目標値|計測方法|計測時期\n週に2日使う人|120人|300人|利用ログ|2026-12-31\n問い合わせの返信時間|9時間|4時間|受付簿|毎月",
        )
    )
    first, second = found.document.data["kpis"]
    assert (first["deadline"], first.get("frequency")) == ("2026/12/31", None)
    assert (second.get("deadline"), second["frequency"]) == (None, "毎月")


def test_j26_kpi_names_as_columns() -> None:
    found = read_workbook(
        (
            "月次",
            """
年月|公開記事数|検索での表示回数|クリック率|備考
2026-01|12|4100|1.2%|正月
2026-02|15|5200|1.4%|
2026-03|19|6900|1.7%|
目標|30|12000|2.5%|
""",
        )
    )
    assert found.document.data["kpis"][2] == {
        "name": "クリック率",
        "target": "2.5%",
        "history": [
            {"at": "2026-01", "value": "1.2%"},
            {"at": "2026-02", "value": "1.4%"},
            {"at": "2026-03", "value": "1.7%"},
        ],
    }
    assert [k["name"] for k in found.document.data["kpis"]] == ["公開記事数", "検索での表示回数", "クリック率"]
    assert str(found.locate("/kpis/1/history/1")) == "計画.xlsx:月次!C3"


def test_j37_an_example_row_and_parts_of_a_ratio_are_not_taken() -> None:
    found = read_workbook(
        (
            "入力",
            """
月(YYYY-MM)|課|KPI名|分母定義|分母(実績)|分子(実績)|KPI値(自動)|目標(入力/比率)|達成率(自動)|来月の修正（具体）
例）2026-04|営業一課|再訪率|来店者|200|60|30%|35%|86%|声かけを変える
2026-04|営業一課|再訪率|来店者|210|61|29%|35%|83%|案内を早める
2026-05|営業一課|再訪率|来店者|220|70|32%|35%|91%|
""",
        )
    )
    assert found.document.data["kpis"] == [
        {
            "name": "再訪率",
            "definition": "来店者",
            "target": "35%",
            "period": "monthly",
            "department": "営業一課",
            "history": [{"at": "2026-04", "value": "29%"}, {"at": "2026-05", "value": "32%"}],
        }
    ]
    assert left_out(found)[
        "入力!A2: 例）2026-04 | 営業一課 | 再訪率 | 来店者 | 200 | 60 | 30% | 35% | 86% | 声かけを変える"
    ]


def test_j38_headers_in_two_languages_and_a_link_that_leads_nowhere() -> None:
    found = read_workbook(
        (
            "KPI設計",
            """
KPI名|種別（Outcome｜Monitor）|紐づくSCN Node|Baseline|Target|Formula|Data Source|Owner|Frequency|備考
定着率|Outcome|N-2|78%|85%|在籍者÷入社者|人事台帳|森|四半期|
面談の実施数|Monitor|定着率||||面談記録|林|月次|参考
""",
        )
    )
    assert found.document.data["kpis"] == [
        {
            "name": "定着率",
            "formula": "在籍者÷入社者",
            "baseline": "78%",
            "target": "85%",
            "kind": "outcome",
            "owner": "森",
            "data_source": "人事台帳",
            "frequency": "四半期",
        },
        {
            "name": "面談の実施数",
            "drives": "定着率",
            "tier": "monitor",
            "owner": "林",
            "data_source": "面談記録",
            "frequency": "月次",
            "note": "参考",
        },
    ]
    assert left_out(found) == {"KPI設計!C2: N-2": "No goal or KPI has this name, so it makes no link."}


def test_j40_a_budget_is_a_target_and_months_are_rows() -> None:
    found = read_plan(SHEETS / "j40-export.csv")
    assert found.document.data["kpis"] == [
        {
            "id": "S01",
            "name": "新規契約数",
            "target": 50,
            "period": "monthly",
            "history": [{"at": "2026-04", "value": 42}, {"at": "2026-05", "value": 55}],
        },
        {
            "id": "S02",
            "name": "解約数",
            "target": 8,
            "period": "monthly",
            "history": [{"at": "2026-04", "value": 9}, {"at": "2026-05", "value": 7}],
        },
    ]
    assert fields(found)["差異"] is None


def test_j13_names_of_two_levels_under_one_header() -> None:
    found = read_workbook(
        (
            "健康",
            """
指標||2023年度|2024年度|目標
健診|受診した人の割合|96%|98%|100%
|再検査を受けた人の割合|58%|63%|-
生活|たばこを吸う人の割合|21%|20%|15%
""",
        ),
        merged=["A1:B1", "A2:A3"],
    )
    kpis = found.document.data["kpis"]
    assert [(k["name"], k.get("target")) for k in kpis] == [
        ("受診した人の割合", "100%"),
        ("再検査を受けた人の割合", None),
        ("たばこを吸う人の割合", "15%"),
    ]
    assert kpis[0]["history"] == [{"at": "2023年度", "value": "96%"}, {"at": "2024年度", "value": "98%"}]


def test_a_column_of_goals_and_a_column_of_success_factors() -> None:
    found = read_workbook(
        (
            "ツリー",
            "KGI|KSF|KPI|目標値\n売上1億円|新しい客を増やす|初回の来店者数|月80人\n||紹介の件数|月12件\n|客に続けてもらう|再来店率|45%",
        )
    )
    assert found.document.data["ksf"] == ["新しい客を増やす", "客に続けてもらう"]
    assert [k["name"] for k in found.document.data["kgis"]] == ["売上1億円"]
    assert {k["kgi"] for k in found.document.data["kpis"]} == {"売上1億円"}


def test_rows_that_say_whether_they_are_goals() -> None:
    found = read_workbook(
        (
            "表",
            "区分|指標|目標|期限\nKGI|売上|1億円|2027-03-31\nKPI|訪問件数|月100件|2027-03-31\nKPI|受注率|20%|2027-03-31",
        )
    )
    assert [k["name"] for k in found.document.data["kgis"]] == ["売上"]
    assert [k["name"] for k in found.document.data["kpis"]] == ["訪問件数", "受注率"]


def test_fields_down_and_kpis_across() -> None:
    found = read_workbook(
        (
            "表",
            "項目|訪問件数|受注率\n単位|件|%\n現状|100|10%\n目標|200|15%\n期限|2026-09-30|2026-09-30\n担当|田中|佐藤",
        )
    )
    assert found.document.data["kpis"][1] == {
        "name": "受注率",
        "unit": "%",
        "baseline": "10%",
        "target": "15%",
        "deadline": "2026/9/30",
        "owner": "佐藤",
    }


def test_targets_and_results_below_each_month() -> None:
    found = read_workbook(
        ("予実", "KPI|2026年4月||2026年5月|\n|目標|実績|目標|実績\n訪問件数|10|9|12|14\n受注件数|2|1|3|3"),
        merged=["A1:A2", "B1:C1", "D1:E1"],
    )
    assert found.document.data["kpis"][0] == {
        "name": "訪問件数",
        "target": 12,
        "milestones": [{"at": "2026年4月", "value": 10}],
        "deadline": "2026年5月",
        "history": [{"at": "2026年4月", "value": 9}, {"at": "2026年5月", "value": 14}],
    }


def test_the_first_kpi_is_not_taken_for_a_second_header_row() -> None:
    found = read_workbook(
        (
            "表",
            "KPI|定義|目標|期限\n成果|成果の件数|月20件|2026年9月末\n結果の確認率|確認済み÷全件|90%以上|2026年12月末",
        )
    )
    assert [k["name"] for k in found.document.data["kpis"]] == ["成果", "結果の確認率"]


def test_two_kpis_in_one_cell_are_left_to_the_wording_rules() -> None:
    found = read_workbook(("表", "分類|項目|2028年度目標\n<人>||\n人材|①研修の受講率 ②資格の取得者数|①90% ②40人"))
    assert [k["name"] for k in found.document.data["kpis"]] == ["①研修の受講率 ②資格の取得者数"]
    assert left_out(found) == {"表!A2: <人>": "A heading inside the table, not a KPI."}


def test_j2_links_between_the_goals_that_indicators_stand_under() -> None:
    found = read_workbook(
        (
            "3-1",
            """
種別（アクティビティ・アウトプット・アウトカム）|活動目標／成果目標|活動指標／成果指標|単位|目標値
アウトプット|相談員を増やす|相談員の数|人|20
アウトカム|相談につながる人を増やす|年間の相談件数|件|900
アウトカム|孤立する家庭をなくす|見守りを受けた家庭の割合|％|60
""",
        ),
        (
            "3-2",
            """
派生元ー種別|派生元ーアクティビティの内容/ 活動目標／成果目標|派生先ー種別|派生先ー 活動目標／成果目標
アウトプット|相談員を増やす|アウトカム|相談につながる人を増やす
アウトカム|相談につながる人を増やす|アウトカム|孤立する家庭をなくす
""",
        ),
    )
    # What feeds another goal is a step on the way, not one of the plan's goals.
    assert [k.name for k in found.plan.kgis] == ["孤立する家庭をなくす"]
    assert [(k.name, k.kgi, k.drives, k.note) for k in found.plan.kpis] == [
        ("相談員の数", None, ["年間の相談件数"], "相談員を増やす"),
        ("年間の相談件数", None, ["見守りを受けた家庭の割合"], "相談につながる人を増やす"),
        ("見守りを受けた家庭の割合", ["孤立する家庭をなくす"], None, None),
    ]
    assert fields(found)["派生元ー種別"] is None
    assert fields(found)["派生先ー 活動目標／成果目標"] == "drives"


def test_a_column_headed_kgi_and_kpi_says_what_each_row_is() -> None:
    found = read_workbook(
        ("表", "大項目|KGI/KPI|指標名|年間目標\n業績|KGI|売上高|10億円\n|KPI|受注件数|120件\n|KPI|受注単価|800万円")
    )
    assert [k["name"] for k in found.document.data["kgis"]] == ["売上高"]
    assert [(k["name"], k["period"]) for k in found.document.data["kpis"]] == [
        ("受注件数", "yearly"),
        ("受注単価", "yearly"),
    ]


def test_full_width_headers_and_misspelt_ones() -> None:
    found = read_workbook(
        ("表", "№|ＫＰＩ名称|計測単位|ﾍﾞｰｽﾗｲﾝ値|目標値（２０２７年３月末）|責任部署\n１|顧客満足度|点|７２|８０|ＣＳ部")
    )
    assert found.document.data["kpis"] == [
        {
            "name": "顧客満足度",
            "unit": "点",
            "baseline": "７２",
            "target": "８０",
            "deadline": "2027年3月末",
            "department": "ＣＳ部",
        }
    ]
    assert found.document.understanding is not None
    assert [c.header for c in found.document.understanding.columns if not c.sure] == ["ﾍﾞｰｽﾗｲﾝ値"]
