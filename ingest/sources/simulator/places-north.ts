import type { RegionPlaces } from './region-places.ts'

/**
 * Where the maker sells, north of the Yangtze: area, then its cities as
 * `city|English|province|lon|lat|tier|stores|district:English …` (lon, lat in GCJ-02, rounded).
 */
// prettier-ignore
export const NORTH: readonly RegionPlaces[] = [
  {
    region: '华北', en: 'North', share: 15,
    areas: [
      { area: '京津', en: 'Beijing-Tianjin', cities: [
        '北京|Beijing|北京|116.40|39.90|一线|6|朝阳:Chaoyang 海淀:Haidian 丰台:Fengtai 通州:Tongzhou 大兴:Daxing 昌平:Changping 顺义:Shunyi',
        '天津|Tianjin|天津|117.20|39.13|新一线|3|滨海:Binhai 西青:Xiqing 武清:Wuqing 北辰:Beichen',
      ], large: { city: '天津', area: '天津', en: 'Tianjin' } },
      { area: '冀北', en: 'N Hebei', cities: [
        '唐山|Tangshan|河北|118.18|39.63|三线|2|路北:Lubei 丰润:Fengrun 曹妃甸:Caofeidian',
        '廊坊|Langfang|河北|116.70|39.52|三线|2|广阳:Guangyang 固安:Guan 燕郊:Yanjiao',
        '秦皇岛|Qinhuangdao|河北|119.60|39.94|三线|1|海港:Haigang 抚宁:Funing',
        '张家口|Zhangjiakou|河北|114.88|40.82|四五线|1|桥东:Qiaodong 宣化:Xuanhua',
      ] },
      { area: '冀南', en: 'S Hebei', cities: [
        '石家庄|Shijiazhuang|河北|114.51|38.04|二线|2|长安:Changan 裕华:Yuhua 正定:Zhengding',
        '保定|Baoding|河北|115.46|38.87|三线|2|城东:East 竞秀:Jingxiu 徐水:Xushui',
        '沧州|Cangzhou|河北|116.84|38.30|四五线|1|运河:Yunhe 任丘:Renqiu',
        '邯郸|Handan|河北|114.54|36.62|三线|1|丛台:Congtai 永年:Yongnian',
      ] },
      { area: '晋蒙', en: 'Shanxi-IM', cities: [
        '太原|Taiyuan|山西|112.55|37.87|二线|2|小店:Xiaodian 万柏林:Wanbailin 杏花岭:Xinghualing',
        '临汾|Linfen|山西|111.52|36.09|四五线|1|尧都:Yaodu 侯马:Houma',
        '呼和浩特|Hohhot|内蒙古|111.75|40.84|三线|1|赛罕:Saihan 新城:Xincheng',
        '包头|Baotou|内蒙古|109.84|40.66|四五线|1|昆都仑:Kundulun 九原:Jiuyuan',
      ] },
    ],
  },
  {
    region: '东北', en: 'Northeast', share: 6.5,
    areas: [
      { area: '辽中', en: 'Mid Liaoning', cities: [
        '沈阳|Shenyang|辽宁|123.43|41.80|二线|3|铁西:Tiexi 浑南:Hunnan 皇姑:Huanggu 沈北:Shenbei',
        '鞍山|Anshan|辽宁|122.99|41.11|四五线|1|铁东:Tiedong 海城:Haicheng',
      ] },
      { area: '辽南', en: 'S Liaoning', cities: [
        '大连|Dalian|辽宁|121.61|38.91|二线|2|甘井子:Ganjingzi 金州:Jinzhou 旅顺:Lushun',
        '营口|Yingkou|辽宁|122.24|40.67|四五线|1|鲅鱼圈:Bayuquan 站前:Zhanqian',
      ] },
      { area: '吉黑', en: 'Jilin-HLJ', cities: [
        '长春|Changchun|吉林|125.32|43.82|二线|2|绿园:Luyuan 南关:Nanguan 净月:Jingyue',
        '哈尔滨|Harbin|黑龙江|126.53|45.80|二线|2|道里:Daoli 香坊:Xiangfang 松北:Songbei',
        '大庆|Daqing|黑龙江|125.10|46.59|四五线|1|萨尔图:Sartu 让胡路:Ranghulu',
      ] },
    ],
  },
  {
    region: '鲁豫', en: 'SD-HA', share: 14.5,
    areas: [
      { area: '鲁东', en: 'E Shandong', cities: [
        '青岛|Qingdao|山东|120.38|36.07|二线|3|崂山:Laoshan 黄岛:Huangdao 即墨:Jimo 城阳:Chengyang',
        '烟台|Yantai|山东|121.45|37.46|三线|2|芝罘:Zhifu 莱山:Laishan 福山:Fushan',
        '威海|Weihai|山东|122.12|37.51|四五线|1|环翠:Huancui 文登:Wendeng',
        '潍坊|Weifang|山东|119.16|36.71|三线|1|奎文:Kuiwen 寿光:Shouguang',
      ] },
      { area: '鲁西', en: 'W Shandong', cities: [
        '济南|Jinan|山东|117.12|36.65|二线|3|历下:Lixia 历城:Licheng 槐荫:Huaiyin 章丘:Zhangqiu',
        '临沂|Linyi|山东|118.36|35.10|三线|2|兰山:Lanshan 罗庄:Luozhuang 河东:Hedong',
        '济宁|Jining|山东|116.59|35.41|三线|1|任城:Rencheng 曲阜:Qufu',
        '淄博|Zibo|山东|118.05|36.81|三线|1|张店:Zhangdian 临淄:Linzi',
        '菏泽|Heze|山东|115.48|35.23|四五线|1|牡丹:Mudan 曹县:Caoxian',
      ], large: { city: '济南', area: '济南', en: 'Jinan' } },
      { area: '豫中', en: 'Mid Henan', cities: [
        '郑州|Zhengzhou|河南|113.63|34.75|新一线|4|郑东:Zhengdong 中原:Zhongyuan 惠济:Huiji 二七:Erqi 经开:Jingkai',
        '新乡|Xinxiang|河南|113.93|35.30|三线|1|红旗:Hongqi 卫滨:Weibin',
        '许昌|Xuchang|河南|113.85|34.04|四五线|1|魏都:Weidu 禹州:Yuzhou',
      ] },
      { area: '豫西', en: 'W Henan', cities: [
        '洛阳|Luoyang|河南|112.45|34.62|三线|2|洛龙:Luolong 涧西:Jianxi 伊滨:Yibin',
        '南阳|Nanyang|河南|112.53|32.99|三线|1|卧龙:Wolong 宛城:Wancheng',
        '平顶山|Pingdingshan|河南|113.19|33.77|四五线|1|新华:Xinhua 汝州:Ruzhou',
        '三门峡|Sanmenxia|河南|111.20|34.77|四五线|1|湖滨:Hubin 灵宝:Lingbao',
      ] },
    ],
  },
  {
    region: '西部', en: 'West', share: 17.5,
    areas: [
      { area: '成都', en: 'Chengdu', cities: [
        '成都|Chengdu|四川|104.07|30.57|新一线|5|武侯:Wuhou 龙泉驿:Longquanyi 郫都:Pidu 双流:Shuangliu 青白江:Qingbaijiang 温江:Wenjiang',
      ] },
      { area: '川南', en: 'S Sichuan', cities: [
        '宜宾|Yibin|四川|104.64|28.75|四五线|1|叙州:Xuzhou 翠屏:Cuiping',
        '泸州|Luzhou|四川|105.44|28.87|四五线|1|江阳:Jiangyang 龙马潭:Longmatan',
        '乐山|Leshan|四川|103.77|29.55|四五线|1|市中:Shizhong 峨眉:Emei',
      ] },
      { area: '川北藏', en: 'N Sichuan-XZ', cities: [
        '绵阳|Mianyang|四川|104.68|31.47|三线|1|涪城:Fucheng 游仙:Youxian',
        '拉萨|Lhasa|西藏|91.11|29.66|四五线|1|城关:Chengguan 堆龙:Doilung',
      ] },
      { area: '重庆', en: 'Chongqing', cities: [
        '重庆|Chongqing|重庆|106.55|29.56|新一线|5|渝北:Yubei 九龙坡:Jiulongpo 江北:Jiangbei 巴南:Banan 万州:Wanzhou 永川:Yongchuan',
      ] },
      { area: '云南', en: 'Yunnan', cities: [
        '昆明|Kunming|云南|102.83|24.88|二线|3|官渡:Guandu 盘龙:Panlong 呈贡:Chenggong 西山:Xishan',
        '曲靖|Qujing|云南|103.80|25.49|四五线|1|麒麟:Qilin 沾益:Zhanyi',
      ] },
      { area: '贵州', en: 'Guizhou', cities: [
        '贵阳|Guiyang|贵州|106.63|26.65|二线|2|观山湖:Guanshanhu 云岩:Yunyan 花溪:Huaxi',
        '遵义|Zunyi|贵州|106.93|27.73|四五线|1|汇川:Huichuan 播州:Bozhou',
      ] },
      { area: '陕西', en: 'Shaanxi', cities: [
        "西安|Xi'an|陕西|108.94|34.34|新一线|3|雁塔:Yanta 未央:Weiyang 长安:Changan 灞桥:Baqiao",
        '咸阳|Xianyang|陕西|108.71|34.33|三线|1|秦都:Qindu 渭城:Weicheng',
      ] },
      { area: '甘宁青', en: 'GS-NX-QH', cities: [
        '兰州|Lanzhou|甘肃|103.83|36.06|三线|1|城关:Chengguan 安宁:Anning',
        '银川|Yinchuan|宁夏|106.23|38.49|四五线|1|金凤:Jinfeng 兴庆:Xingqing',
        '西宁|Xining|青海|101.78|36.62|四五线|1|城西:Chengxi 城北:Chengbei',
      ] },
      { area: '新疆', en: 'Xinjiang', cities: [
        '乌鲁木齐|Urumqi|新疆|87.62|43.83|三线|2|新市:Xinshi 米东:Midong 头屯河:Toutunhe',
      ] },
    ],
  },
]
