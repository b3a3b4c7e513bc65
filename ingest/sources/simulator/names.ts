import { draw } from './random.ts'

const FAMILY =
  '王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 赵:Zhao 黄:Huang 周:Zhou 吴:Wu 徐:Xu 孙:Sun 胡:Hu 朱:Zhu 高:Gao 林:Lin 何:He 郭:Guo 马:Ma 罗:Luo 梁:Liang 宋:Song 郑:Zheng 谢:Xie 韩:Han 唐:Tang 冯:Feng 于:Yu 董:Dong 萧:Xiao 程:Cheng 曹:Cao 袁:Yuan 邓:Deng 许:Xu 傅:Fu 沈:Shen 曾:Zeng 彭:Peng 吕:Lv'
const GIVEN =
  '伟:Wei 芳:Fang 娜:Na 敏:Min 静:Jing 丽:Li 强:Qiang 磊:Lei 军:Jun 洋:Yang 勇:Yong 艳:Yan 杰:Jie 娟:Juan 涛:Tao 明:Ming 超:Chao 霞:Xia 平:Ping 刚:Gang 辉:Hui 玲:Ling 桂:Gui 鹏:Peng 华:Hua 飞:Fei 鑫:Xin 波:Bo 斌:Bin 宇:Yu 浩:Hao 凯:Kai 健:Jian 俊:Jun 帆:Fan 帅:Shuai 旭:Xu 宁:Ning 龙:Long 林:Lin 佳:Jia 欣:Xin 雪:Xue 婷:Ting 悦:Yue 晨:Chen 思:Si 雨:Yu'

const split = (text: string) => text.split(' ').map((pair) => pair.split(':') as [string, string])
const FAMILIES = split(FAMILY)
const GIVENS = split(GIVEN)
const of = <T>(list: readonly T[], u: number): T => list[Math.floor(u * list.length)]!

/** An invented person's name in Chinese and in pinyin. */
export function personName(key: number): { zh: string; en: string } {
  const family = of(FAMILIES, draw(key, 1))
  const first = of(GIVENS, draw(key, 2))
  const second = draw(key, 3) < 0.72 ? of(GIVENS, draw(key, 4)) : undefined
  const given = first[1] + (second ? second[1].toLowerCase() : '')
  return { zh: family[0] + first[0] + (second?.[0] ?? ''), en: `${given} ${family[1]}` }
}

/** Twelve invented owner groups and how many of 180 stores each holds: 45 % of all. */
// prettier-ignore
export const OWNERS: readonly (readonly [name: string, stores: number])[] = [
  ['青穗汽车集团', 14], ['北槐汽车集团', 11], ['沧原名车', 9], ['砚山汽贸', 8], ['岚汀汽车', 7], ['禾渡控股', 6],
  ['白麓汽车', 6], ['星垣汽贸', 5], ['南栾集团', 5], ['叠川汽车', 4], ['澄塬名车', 3], ['榕湾汽贸', 3],
]
