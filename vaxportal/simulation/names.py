"""Names as they are common in the south of Viet Nam, with their rough frequency; combined by chance, nobody's own."""

from random import Random

FAMILY = {
    "Nguyễn": 37, "Trần": 11, "Lê": 10, "Phạm": 7, "Huỳnh": 6, "Phan": 5, "Võ": 5, "Đặng": 3, "Bùi": 2, "Đỗ": 2,
    "Hồ": 2, "Ngô": 2, "Dương": 2, "Lý": 1, "Trương": 2, "Đoàn": 1, "Lâm": 1, "Mai": 1, "Cao": 1, "Thái": 1,
}  # fmt: skip
MIDDLE = {
    "M": ["Văn", "Văn", "Hoàng", "Minh", "Quốc", "Thành", "Hữu", "Đức", "Công", "Thanh", "Ngọc", "Phước", "Tấn"],
    "F": ["Thị", "Thị", "Thị Ngọc", "Thị Mỹ", "Ngọc", "Thị Kim", "Thanh", "Thị Thu", "Bích", "Thị Hồng", "Cẩm"],
}
GIVEN = {
    "M": ["An", "Bảo", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hòa", "Hùng", "Khánh", "Khoa", "Kiệt", "Lâm",
          "Long", "Luân", "Nam", "Nghĩa", "Nhân", "Phát", "Phong", "Phúc", "Quang", "Sang", "Sơn", "Tài", "Tâm",
          "Thắng", "Thịnh", "Thuận", "Toàn", "Trí", "Trung", "Tuấn", "Tùng", "Vinh", "Vũ", "Ý"],
    "F": ["Anh", "Ánh", "Châu", "Chi", "Diễm", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa",
          "Hương", "Khuê", "Kiều", "Lan", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nguyệt", "Nhung",
          "Như", "Oanh", "Phượng", "Quyên", "Thảo", "Thơ", "Thủy", "Trang", "Trinh", "Tuyết", "Uyên", "Vân", "Yến"],
}  # fmt: skip


def make_name(chance: Random, sex: str) -> str:
    family = chance.choices(list(FAMILY), weights=list(FAMILY.values()))[0]
    return f"{family} {chance.choice(MIDDLE[sex])} {chance.choice(GIVEN[sex])}"
