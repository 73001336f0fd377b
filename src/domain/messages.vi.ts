import type { DerivationTexts } from './render-derivation.ts';

/** Các câu giải thích "vì sao?" bằng tiếng Việt. Same placeholders as in `messages.en.ts`. */
export const vietnamese: DerivationTexts = {
  rules: {
    'day.kind': 'Ngày: {kind}.[ {unconfirmed}]',
    'day.provisional': 'Tạm tính: dữ liệu mới được xử lý đến {untilAt}.',
    'session.expected': 'Buổi {session}: {startAt}–{endAt} theo lịch làm việc.',
    'session.excused': 'Cả buổi có lý do; không yêu cầu có mặt.',
    'session.excusedPart': 'Có lý do từ {fromAt} đến {toAt}: {kind}.',
    'session.window':
      'Giờ phải giữ: {requiredFromAt}–{requiredToAt}. Lượt vào, ra được xét từ {fromAt} đến {toAt}.',
    'passage.byRule':
      'Lượt lúc {passedAt} không cho biết chiều đi; theo quy định của cơ quan, lượt này được tính là {direction}.',
    'arrival.seen':
      'Được ghi nhận đi vào lúc {seenAt}.[ Giờ đến nằm trong khoảng {earliestAt} đến {latestAt}.]',
    'arrival.unseenEntry':
      'Lần đầu được ghi nhận lúc {seenAt} khi đã ở bên trong: đã vào mà không được ghi nhận, sớm nhất có thể là {earliestAt}.',
    'arrival.hereAlready': 'Đã có mặt từ trước giờ bắt đầu buổi và không có lượt ra nào được ghi nhận.',
    'arrival.unseenExit':
      'Đã có mặt trước buổi, sau đó lại được ghi nhận đi vào lúc {seenAt}: ở giữa đã ra mà không được ghi nhận.',
    'arrival.ambiguous': 'Được ghi nhận ở cửa lúc {seenAt}, nhưng không rõ là vào hay ra.',
    'arrival.nobody': 'Không được ghi nhận trước khi kết thúc buổi.',
    'arrival.corrected': 'Giờ đến do {by} xác định là {seenAt}: {reason}',
    'arrival.onTime':
      'Kể cả giờ đến muộn nhất có thể[ ({latestAt})] vẫn trong giới hạn {limitAt}[ cộng {flexibleMinutes} phút linh hoạt] cộng {graceMinutes} phút châm chước: đúng giờ.',
    'arrival.late':
      'Kể cả giờ đến sớm nhất có thể ({earliestAt}) vẫn sau {limitAt}[ cộng {flexibleMinutes} phút linh hoạt] cộng {graceMinutes} phút châm chước: nghi đi muộn, tính {bestMinutes} phút[, nhiều nhất {worstMinutes} phút].',
    'arrival.unknown':
      'Có thể đúng giờ (từ {earliestAt}), cũng có thể muộn[ (đến {latestAt})]; giới hạn là {limitAt} cộng {graceMinutes} phút: thiếu bằng chứng, không kết luận đi muộn.',
    'arrival.pending': 'Chưa kết luận: có thể còn dữ liệu đến sau.',
    'departure.seen':
      'Được ghi nhận đi ra lúc {seenAt}.[ Giờ về nằm trong khoảng {earliestAt} đến {latestAt}.]',
    'departure.stayed': 'Lần cuối được ghi nhận lúc {seenAt} và sau đó vẫn ở bên trong: có mặt đến hết buổi.',
    'departure.seenAfterEnd': 'Vẫn được ghi nhận lúc {seenAt}, sau giờ kết thúc buổi.',
    'departure.returnedUnseen':
      'Được ghi nhận đi ra lúc {seenAt}, sau đó lại thấy ở bên trong mà không có lượt vào: giờ về còn để ngỏ đến {latestAt}.',
    'departure.unseenExit':
      'Lần cuối được ghi nhận lúc {seenAt}, sau đó lại đi vào: ở giữa đã ra mà không được ghi nhận, muộn nhất là {latestAt}.',
    'departure.open':
      'Lần cuối được ghi nhận lúc {seenAt}, ở bên trong; không có lượt ra. Không tự đặt giờ về.',
    'departure.ambiguous': 'Lần cuối được ghi nhận ở cửa lúc {seenAt}, không rõ là vào hay ra.',
    'departure.corrected': 'Giờ về do {by} xác định là {seenAt}: {reason}',
    'departure.full': 'Kể cả giờ về sớm nhất có thể[ ({earliestAt})] vẫn giữ đủ đến {limitAt}: đủ buổi.',
    'departure.early':
      'Kể cả giờ về muộn nhất có thể ({latestAt}) vẫn trước {limitAt} trừ {graceMinutes} phút châm chước: nghi về sớm, tính {bestMinutes} phút[, nhiều nhất {worstMinutes} phút].',
    'departure.missing': 'Không rõ giờ về: cần hỏi người liên quan, không kết luận về sớm.',
    'departure.unknown':
      'Có thể đã ở đến hết buổi, cũng có thể về sớm hơn (từ {earliestAt}); giờ kết thúc là {limitAt}: thiếu bằng chứng, không kết luận về sớm.',
    'departure.pending': 'Chưa kết luận giờ về: có thể còn dữ liệu đến sau.',
    'evidence.gap': 'Cửa không được theo dõi từ {fromAt} đến {toAt} (chiều {direction}): {reason}.',
    'evidence.uncertain':
      'Lúc {seenAt} có một người ({direction}) có thể là người này; cần người có thẩm quyền xác nhận.',
    'evidence.reviewed': 'Lượt lúc {seenAt} ({direction}) do {by} xác nhận là người này khi duyệt khuôn mặt.',
    'evidence.punched':
      'Lượt chấm lúc {seenAt} ({direction}) lấy từ máy chấm công {terminal}: tệp {file}, dòng {row}.',
    'evidence.signedIn': 'Lượt lúc {seenAt} ({direction}) do {by} ghi nhận thay: {reason}',
    'evidence.badge':
      'Lượt lúc {seenAt} ({direction}) do thẻ {token} tại {device}: {use}. Đây là bằng chứng về chiếc thẻ, không phải về khuôn mặt.',
    'evidence.deviceFace':
      'Lượt lúc {seenAt} ({direction}) do chính camera {device} nhận ra khuôn mặt[, độ tin cậy {likelihoodPercent}%].',
    'absence.certain':
      'Mọi cửa đều được theo dõi từ {fromAt} đến {toAt} và không thấy người này, cũng không thấy ai có thể là người này: nghi vắng, chờ xác minh.',
    'absence.undecided':
      'Không thấy từ {fromAt} đến {toAt}, nhưng cửa không được theo dõi liên tục hoặc có người có thể là người này: thiếu bằng chứng, không kết luận vắng.',
    'absence.pending': 'Đến nay chưa thấy; buổi làm việc hoặc dữ liệu chưa kết thúc.',
    'allowance.free': 'Chế độ cá nhân bù {usedMinutes} phút {kind}.',
    'candidate.withdrawn': 'Nghi vấn “{kind}” đã được {by} rút lại: {reason}',
    'correction.conflict':
      'Có {count} lượt ghi nhận khác với giờ do người có thẩm quyền xác định; quyết định của người được giữ nguyên.',
    'hours.short':
      'Kể cả trường hợp tốt nhất vẫn thiếu {bestMinutes} phút so với tối thiểu {minimumMinutes} phút một ngày.',
  },
  words: {
    workday: 'ngày làm việc',
    restDay: 'ngày nghỉ hằng tuần',
    holiday: 'nghỉ lễ, tết',
    compensation: 'nghỉ bù',
    swapOff: 'ngày nghỉ hoán đổi',
    swapWork: 'ngày làm việc hoán đổi',
    duty: 'trực theo phân công',
    restAfterDuty: 'nghỉ sau trực',
    notEmployed: 'không thuộc biên chế vào ngày này',
    exempt: 'không thuộc diện chấm công hằng ngày',
    noSchedule: 'chưa có lịch làm việc',
    unconfirmed: 'Ngày lịch mới là dự kiến, chưa công bố.',
    in: 'đi vào',
    out: 'đi ra',
    both: 'không rõ chiều',
    inside: 'ở bên trong',
    late: 'đi muộn',
    early: 'về sớm',
    absent: 'vắng',
    missingDeparture: 'thiếu giờ về',
    shortHours: 'thiếu giờ',
    accessTaken: 'đã đi qua cửa',
    accessGranted: 'được phép qua cửa; riêng điều này chưa chứng minh đã đi qua',
    noCoverage: 'không có camera theo dõi',
    cameraOffline: 'camera mất kết nối',
    cameraPaused: 'camera đang tạm dừng hoặc đang đổi cài đặt',
    serviceStopped: 'dịch vụ theo dõi không chạy',
    noEvents: 'camera không gửi sự kiện',
    noStream: 'không nhận được hình từ camera',
    pictureBlack: 'hình tối đen, không thấy gì',
    pictureCovered: 'ống kính bị che',
    pictureFrozen: 'hình đứng yên, không còn là hình trực tiếp',
    pictureMoved: 'camera bị xoay đi chỗ khác',
    tampering: 'camera báo bị che hoặc bị tác động',
    signalLoss: 'camera báo mất tín hiệu hình',
    cameraSilent: 'camera không báo lượt nào vào lúc cửa này thường đông người',
    pictureLost: 'có người đi qua mà không giữ được hình nào',
    faceUnusable: 'có người đi qua mà hình không đủ rõ để nhận ra',
    notEnrolled: 'người này chưa đăng ký khuôn mặt nên camera không nhận ra được',
    noFile: 'chưa có tệp nào của máy chấm công ở đó bao quát thời gian này',
    notAtTerminal: 'máy chấm công ở đó chưa có lượt chấm nào của người này nên có thể chưa nhận ra được',
    clockUntrusted: 'đồng hồ camera không tin cậy',
    missRateHigh: 'cửa này bỏ sót quá nhiều người nên không dùng làm căn cứ',
    notYet: 'chưa xử lý',
    incident: 'sự cố tại trụ sở',
    maternity: 'nghỉ thai sản',
    sick: 'nghỉ ốm',
    childSick: 'nghỉ chăm con ốm',
    accident: 'nghỉ tai nạn',
    leave: 'nghỉ phép',
    unpaidLeave: 'nghỉ không lương',
    compensatoryLeave: 'nghỉ bù',
    businessTrip: 'đi công tác',
    councilDuty: 'phục vụ kỳ họp',
    training: 'đi học, tập huấn',
    meeting: 'họp ngoài cơ quan',
    event: 'hoạt động của cơ quan',
    lateArrival: 'được phép đến muộn',
    earlyDeparture: 'được phép về sớm',
  },
};
