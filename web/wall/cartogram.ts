/** A province's place in the drawn grid (8 × 8, 0-based) and what it is called. */
export interface Province {
  name: string
  short: string
  /** Letters of GB/T 2260. */
  code: string
  adcode: number
  column: number
  row: number
  /** No stores by nature of the market: outline only. */
  outside?: true
}

const TABLE = `
黑龙江 黑 HL 230000 7 0 省|内蒙古 蒙 NM 150000 4 1 自治区|北京 京 BJ 110000 5 1 市|辽宁 辽 LN 210000 6 1 省|吉林 吉 JL 220000 7 1 省
新疆 新 XJ 650000 0 2 维吾尔自治区|甘肃 甘 GS 620000 1 2 省|宁夏 宁 NX 640000 2 2 回族自治区|山西 晋 SX 140000 3 2 省|河北 冀 HE 130000 4 2 省|天津 津 TJ 120000 5 2 市
西藏 藏 XZ 540000 0 3 自治区|青海 青 QH 630000 1 3 省|陕西 陕 SN 610000 2 3 省|河南 豫 HA 410000 3 3 省|山东 鲁 SD 370000 4 3 省
四川 川 SC 510000 1 4 省|重庆 渝 CQ 500000 2 4 市|湖北 鄂 HB 420000 3 4 省|安徽 皖 AH 340000 4 4 省|江苏 苏 JS 320000 5 4 省|上海 沪 SH 310000 6 4 市
云南 云 YN 530000 1 5 省|贵州 贵 GZ 520000 2 5 省|湖南 湘 HN 430000 3 5 省|江西 赣 JX 360000 4 5 省|浙江 浙 ZJ 330000 5 5 省
广西 桂 GX 450000 3 6 壮族自治区|广东 粤 GD 440000 4 6 省|福建 闽 FJ 350000 5 6 省|台湾 台 TW 710000 6 6 -
海南 琼 HI 460000 3 7 省|澳门 澳 MO 820000 4 7 -|香港 港 HK 810000 5 7 -`

const names = new Map<string, { short: string; full: string }>()

/** The cartogram: every province once; each of the usual sales regions is one connected block. */
export const PROVINCES: readonly Province[] = TABLE.trim()
  .split(/[|\n]/)
  .map((line) => {
    const [name, short, code, adcode, column, row, kind] = line.split(' ') as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    names.set(name, { short: name, full: name + kind })
    names.set(name + kind, { short: name, full: name + kind })
    return {
      name,
      short,
      code,
      adcode: Number(adcode),
      column: Number(column),
      row: Number(row),
      ...(kind === '-' && { outside: true as const }),
    }
  })

/** The short and the official name of a province, from either. */
export const provinceNames = (name: string): { short: string; full: string } | undefined => names.get(name)

export const COLUMNS = 8
export const ROWS = 8

const byCell = new Map(PROVINCES.map((province) => [`${province.column},${province.row}`, province]))
export const provinceAt = (column: number, row: number): Province | undefined => byCell.get(`${column},${row}`)

/**
 * Where a region's name can stand: the free cells beside its block, as drawn for the usual eight regions. Other
 * organisations get their names in the tip only.
 */
export const REGION_LABELS: Record<
  string,
  { column: number; row: number; align: 'left' | 'right'; text?: Record<'zh' | 'en', string> }
> = {
  西部: { column: 0, row: 1, align: 'left' },
  华东: { column: 7, row: 4, align: 'left' },
  浙闽赣: { column: 6, row: 5, align: 'left' },
  华南: { column: 3, row: 6, align: 'right' },
  华北: { column: 4, row: 1, align: 'right' },
  东北: { column: 6, row: 2, align: 'left' },
  鲁豫: { column: 5, row: 3, align: 'left' },
  // No free cell touches it, so its label says which provinces are meant.
  华中: { column: 3, row: 7, align: 'right', text: { zh: '华中 鄂湘', en: 'HB-HN' } },
}
