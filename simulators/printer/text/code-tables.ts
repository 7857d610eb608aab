import iconv from 'iconv-lite';

/** Tables of `ESC t n`, by the names of npm `iconv-lite`; of those it lacks, the nearest that it has. */
const encodings = new Map([
  [0, 'cp437'],
  [2, 'cp850'],
  [3, 'cp860'],
  [4, 'cp863'],
  [5, 'cp865'],
  [13, 'cp857'],
  [14, 'cp737'],
  [15, 'iso88597'],
  [16, 'win1252'],
  [17, 'cp866'],
  [18, 'cp852'],
  [19, 'cp858'],
  [20, 'tis620'],
  [21, 'tis620'],
  [26, 'tis620'],
  [30, 'tcvn'],
  [31, 'tcvn'],
  [32, 'cp720'],
  [33, 'cp775'],
  [34, 'cp855'],
  [35, 'cp861'],
  [36, 'cp862'],
  [37, 'cp864'],
  [38, 'cp869'],
  [39, 'iso88592'],
  [40, 'iso885915'],
  [42, 'cp775'],
  [43, 'cp775'],
  [44, 'cp1125'],
  [45, 'win1250'],
  [46, 'win1251'],
  [47, 'win1253'],
  [48, 'win1254'],
  [49, 'win1255'],
  [50, 'win1256'],
  [51, 'win1257'],
  [52, 'win1258'],
  [53, 'rk1048'],
]);

/** Table 1: half-width katakana, with the signs that Japanese printers have around it. */
const katakana = [
  ...'▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯',
  ' ',
  ...Array.from({ length: 63 }, (_, index) => String.fromCharCode(0xff61 + index)),
  ...'═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒ ',
];

/** Table 11, PC851 (Greek), and table 12, PC853 (Turkish), which `iconv-lite` lacks. A replacement character is none. */
const pc851 = [
  ...'ÇüéâäàΆçêëèïîΈÄΉΊ\ufffdΌôöΎûùΏÖÜά£έήίϊΐόύΑΒΓΔΕΖΗ½ΘΙ«»░▒▓│┤ΚΛΜΝ╣║╗╝ΞΟ┐',
  ...'└┴┬├─┼ΠΡ╚╔╩╦╠═╬ΣΤΥΦΧΨΩαβγ┘┌█▄δε▀ζηθικλμνξοπρσςτ´\xad±υφχ§ψ¸°¨ωϋΰώ■\xa0',
];
const pc853 = [
  ...'Çüéâäàĉçêëèïîì\xc4ĈÉċĊôöòûùİÖÜĝ£Ĝ×ĵáíóúñÑĞğĤĥ\ufffd½Ĵş«»░▒▓│┤ÁÂÀŞ╣║╗╝Żż┐',
  ...'└┴┬├─┼Ŝŝ╚╔╩╦╠═╬¤\ufffd\ufffdÊËÈıÍÎÏ┘┌█▄\ufffdÌ▀ÓßÔÒĠġµĦħÚÛÙŬŭ\ufffd´\xad\ufffdℓŉ˘§÷¸°¨˙\ufffd³²■\xa0',
];
/** Table 13, PC857: Epson's has the euro where nothing else is. */
const turkish = 13;
const euroAt = 0xd5;

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const allBytes = Uint8Array.from({ length: 128 }, (_, index) => index + 128);
const tables = new Map<number, readonly string[]>([
  [1, [...ascii, ...katakana]],
  [11, [...ascii, ...pc851]],
  [12, [...ascii, ...pc853]],
]);

/** The 256 characters of `ESC t table`. A table that there is not prints as table 0, as on real printers. */
export function codeTable(table: number): readonly string[] {
  const known = tables.get(table);
  if (known) return known;
  const upper = [...iconv.decode(Buffer.from(allBytes), encodings.get(table) ?? 'cp437')];
  const characters = [...ascii, ...upper];
  if (table === turkish) characters[euroAt] = '€';
  tables.set(table, characters);
  return characters;
}
