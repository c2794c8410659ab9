"""The invented words of the minutes. Plain sentences of a commune that does not exist in this form."""

INFORMATION = (
    "Phổ biến Thông báo kết luận của Đảng ủy về nhiệm vụ tháng {month}; thông tin thời sự trong nước và của tỉnh.",
    "Quán triệt Chỉ thị 50-CT/TW ngày 23/7/2025 về tiếp tục đổi mới, nâng cao chất lượng sinh hoạt chi bộ.",
    "Thông tin kết quả phát triển kinh tế - xã hội của xã; tuyên truyền về chuyển đổi số và dịch vụ công trực tuyến.",
    "Phổ biến văn bản cấp trên về phòng, chống thiên tai; định hướng dư luận về sắp xếp đơn vị hành chính.",
)
WORKS = (
    ("Vệ sinh đường thôn và nạo vét kênh mương", "1,2 km"),
    ("Vận động nhân dân đóng góp lắp đèn đường", "38/40 cột"),
    ("Rà soát hộ nghèo, hộ cận nghèo", "12 hộ"),
    ("Thu quỹ phòng, chống thiên tai", "95 % số hộ"),
    ("Tuyên truyền, cài đặt ứng dụng định danh điện tử", "86 hộ"),
    ("Giúp đỡ quần chúng ưu tú", "02 quần chúng"),
    ("Chỉnh trang khuôn viên nhà văn hóa", "xong phần sân"),
    ("Vận động làm vụ đông", "6,5 ha"),
    ("Đối thoại với nhân dân về đất dịch vụ", "21 ý kiến"),
    ("Thăm hỏi gia đình chính sách", "09 gia đình"),
)
SCHOOL_WORKS = (
    ("Bồi dưỡng chuyên môn hè", "100 % giáo viên"),
    ("Kiểm tra an toàn bếp ăn bán trú", "02 lần"),
    ("Phụ đạo học sinh có hoàn cảnh khó khăn", "14 em"),
    ("Xây dựng trường học số", "32 tiết"),
    ("Vệ sinh, phòng bệnh trong trường", "04 buổi"),
    ("Khám sức khỏe định kỳ", "187 người"),
    ("Giải quyết hồ sơ đúng hạn", "98 %"),
    ("Vận động ủng hộ quỹ khuyến học", "11,5 triệu đồng"),
)
OPINIONS = (
    "Nhất trí với dự thảo. Đề nghị phân công rõ người phụ trách từng tổ để dễ kiểm tra.",
    "Việc này tháng trước làm còn chậm do mưa kéo dài; đề nghị lùi thời hạn nhưng phải báo cáo hằng tuần.",
    "Đề nghị đảng viên gương mẫu làm trước, vận động gia đình và họ hàng cùng làm.",
    "Nên họp với chi hội cựu chiến binh và phụ nữ để phối hợp, tránh chồng chéo.",
    "Một số hộ còn thắc mắc về mức đóng góp; cần công khai thu chi tại nhà văn hóa.",
    "Đề nghị chi ủy quan tâm đồng chí cao tuổi, bố trí giờ họp sớm hơn vào mùa đông.",
    "Thống nhất với đánh giá của chi ủy; đề nghị biểu dương các đồng chí đã hoàn thành sớm.",
)
CONCLUSIONS = (
    "Chi bộ thống nhất nội dung trên; giao chi ủy theo dõi, đôn đốc và báo cáo vào kỳ sinh hoạt sau.",
    "Thống nhất đánh giá. Các việc chưa xong chuyển sang tháng sau, xong trước kỳ sinh hoạt tới.",
    "Nhất trí thực hiện; đảng viên được phân công chịu trách nhiệm trước chi bộ về tiến độ.",
)
THEMES = (
    "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh về thực hành tiết kiệm, chống lãng phí",
    "Nâng cao chất lượng tự phê bình và phê bình trong sinh hoạt chi bộ",
    "Phát huy truyền thống quê hương, xây dựng khu dân cư kiểu mẫu",
    "Trách nhiệm nêu gương của cán bộ, đảng viên trong chuyển đổi số",
)
REASONS = ("Đi công tác", "Ốm, sức khỏe yếu", "Việc gia đình", "Đi chăm con, cháu ở xa", "Trực cơ quan")
FEES = (
    "Đã thu đủ đảng phí tháng {month}, nộp về Đảng ủy đúng hạn.",
    "Đã thu đảng phí tháng {month}; còn 01 đồng chí nộp bổ sung trong tuần.",
)
SELF_ASSESSMENT = (
    "Ý kiến phát biểu chưa đều; chi ủy gợi ý trước nội dung để đảng viên chuẩn bị.",
    "Tài liệu gửi còn chậm; từ tháng sau gửi tài liệu trước ít nhất 02 ngày.",
    "Buổi sinh hoạt đúng quy trình, đủ nội dung; tiếp tục phát huy.",
)
SUPERIOR = "Ghi nhận kết quả của chi bộ; đề nghị quan tâm tạo nguồn phát triển đảng viên và giữ nền nếp sinh hoạt."
