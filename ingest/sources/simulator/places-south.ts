import type { RegionPlaces } from './region-places.ts'

/** Where the maker sells along the Yangtze and south of it; the format is that of `places-north.ts`. */
// prettier-ignore
export const SOUTH: readonly RegionPlaces[] = [
  {
    region: '华东', en: 'East', share: 14.5,
    areas: [
      { area: '上海', en: 'Shanghai', cities: [
        '上海|Shanghai|上海|121.47|31.23|一线|6|浦东:Pudong 闵行:Minhang 嘉定:Jiading 松江:Songjiang 宝山:Baoshan 青浦:Qingpu 奉贤:Fengxian',
      ] },
      { area: '苏南', en: 'S Jiangsu', cities: [
        '苏州|Suzhou|江苏|120.62|31.30|新一线|4|吴江:Wujiang 园区:SIP 昆山:Kunshan 常熟:Changshu 相城:Xiangcheng',
        '南京|Nanjing|江苏|118.80|32.06|新一线|3|江宁:Jiangning 浦口:Pukou 栖霞:Qixia 六合:Luhe',
        '无锡|Wuxi|江苏|120.31|31.49|二线|3|滨湖:Binhu 江阴:Jiangyin 新吴:Xinwu 宜兴:Yixing',
        '常州|Changzhou|江苏|119.97|31.81|三线|2|武进:Wujin 天宁:Tianning 金坛:Jintan',
      ] },
      { area: '苏北', en: 'N Jiangsu', cities: [
        '徐州|Xuzhou|江苏|117.28|34.20|三线|1|泉山:Quanshan 铜山:Tongshan',
        '盐城|Yancheng|江苏|120.16|33.35|三线|1|亭湖:Tinghu 大丰:Dafeng',
        '南通|Nantong|江苏|120.89|31.98|二线|1|崇川:Chongchuan 海门:Haimen',
        '扬州|Yangzhou|江苏|119.41|32.39|三线|1|邗江:Hanjiang 江都:Jiangdu',
      ] },
      { area: '皖北', en: 'N Anhui', cities: [
        '阜阳|Fuyang|安徽|115.81|32.89|四五线|1|颍州:Yingzhou 颍泉:Yingquan',
        '蚌埠|Bengbu|安徽|117.39|32.92|四五线|1|蚌山:Bengshan 龙子湖:Longzihu',
      ] },
      { area: '皖南', en: 'S Anhui', cities: [
        '合肥|Hefei|安徽|117.23|31.82|新一线|1|包河:Baohe 蜀山:Shushan 肥西:Feixi',
        '芜湖|Wuhu|安徽|118.38|31.33|三线|1|鸠江:Jiujiang 弋江:Yijiang',
      ] },
    ],
  },
  {
    region: '浙闽赣', en: 'ZJ-FJ-JX', share: 11.5,
    areas: [
      { area: '浙北', en: 'N Zhejiang', cities: [
        '杭州|Hangzhou|浙江|120.16|30.27|新一线|4|余杭:Yuhang 滨江:Binjiang 萧山:Xiaoshan 拱墅:Gongshu 临平:Linping',
        '嘉兴|Jiaxing|浙江|120.76|30.75|三线|2|南湖:Nanhu 桐乡:Tongxiang 海宁:Haining',
        '湖州|Huzhou|浙江|120.09|30.89|三线|1|吴兴:Wuxing 长兴:Changxing',
        '绍兴|Shaoxing|浙江|120.58|30.03|三线|1|柯桥:Keqiao 上虞:Shangyu',
      ], large: { city: '杭州', area: '杭州', en: 'Hangzhou' } },
      { area: '浙东', en: 'E Zhejiang', cities: [
        '宁波|Ningbo|浙江|121.55|29.87|二线|2|鄞州:Yinzhou 慈溪:Cixi 北仑:Beilun',
        '温州|Wenzhou|浙江|120.70|28.00|二线|2|瓯海:Ouhai 乐清:Yueqing 瑞安:Ruian',
        '台州|Taizhou|浙江|121.42|28.66|三线|1|椒江:Jiaojiang 温岭:Wenling',
        '金华|Jinhua|浙江|119.65|29.08|三线|1|义乌:Yiwu 婺城:Wucheng',
      ] },
      { area: '福建', en: 'Fujian', cities: [
        '福州|Fuzhou|福建|119.30|26.08|二线|2|仓山:Cangshan 闽侯:Minhou 晋安:Jinan',
        '厦门|Xiamen|福建|118.09|24.48|二线|1|集美:Jimei 湖里:Huli',
        '泉州|Quanzhou|福建|118.68|24.87|二线|2|晋江:Jinjiang 丰泽:Fengze 南安:Nanan',
      ] },
      { area: '江西', en: 'Jiangxi', cities: [
        '南昌|Nanchang|江西|115.86|28.68|二线|1|红谷滩:Honggutan 青山湖:Qingshanhu',
        '赣州|Ganzhou|江西|114.94|25.83|四五线|1|章贡:Zhanggong 南康:Nankang',
        '九江|Jiujiang|江西|116.00|29.71|四五线|1|濂溪:Lianxi 柴桑:Chaisang',
      ] },
    ],
  },
  {
    region: '华中', en: 'Central', share: 7.5,
    areas: [
      { area: '武汉', en: 'Wuhan', cities: [
        '武汉|Wuhan|湖北|114.31|30.59|新一线|5|汉南:Hannan 洪山:Hongshan 江夏:Jiangxia 东西湖:Dongxihu 武昌:Wuchang 黄陂:Huangpi',
      ] },
      { area: '鄂西', en: 'W Hubei', cities: [
        '襄阳|Xiangyang|湖北|112.14|32.04|三线|1|樊城:Fancheng 襄州:Xiangzhou',
        '宜昌|Yichang|湖北|111.29|30.69|三线|1|西陵:Xiling 伍家岗:Wujiagang',
        '荆州|Jingzhou|湖北|112.24|30.33|四五线|1|沙市:Shashi 荆州区:Jingzhou',
      ] },
      { area: '湖南', en: 'Hunan', cities: [
        '长沙|Changsha|湖南|112.94|28.23|新一线|3|雨花:Yuhua 岳麓:Yuelu 望城:Wangcheng 星沙:Xingsha',
        '株洲|Zhuzhou|湖南|113.13|27.83|三线|1|天元:Tianyuan 荷塘:Hetang',
        '衡阳|Hengyang|湖南|112.57|26.89|四五线|1|蒸湘:Zhengxiang 雁峰:Yanfeng',
        '常德|Changde|湖南|111.70|29.03|四五线|1|武陵:Wuling 鼎城:Dingcheng',
      ] },
    ],
  },
  {
    region: '华南', en: 'South', share: 13,
    areas: [
      { area: '珠三角东', en: 'E Pearl River', cities: [
        '深圳|Shenzhen|广东|114.06|22.54|一线|5|龙岗:Longgang 宝安:Baoan 南山:Nanshan 龙华:Longhua 坪山:Pingshan 光明:Guangming',
        '东莞|Dongguan|广东|113.75|23.02|二线|2|南城:Nancheng 虎门:Humen 常平:Changping',
        '惠州|Huizhou|广东|114.42|23.11|三线|1|惠城:Huicheng 惠阳:Huiyang',
      ] },
      { area: '珠三角西', en: 'W Pearl River', cities: [
        '广州|Guangzhou|广东|113.26|23.13|一线|5|番禺:Panyu 白云:Baiyun 黄埔:Huangpu 花都:Huadu 天河:Tianhe 南沙:Nansha',
        '佛山|Foshan|广东|113.12|23.02|二线|2|顺德:Shunde 南海:Nanhai 三水:Sanshui',
        '中山|Zhongshan|广东|113.39|22.52|三线|1|火炬:Huoju 小榄:Xiaolan',
      ] },
      { area: '粤东西', en: 'E-W Guangdong', cities: [
        '汕头|Shantou|广东|116.68|23.35|三线|1|龙湖:Longhu 澄海:Chenghai',
        '湛江|Zhanjiang|广东|110.36|21.27|四五线|1|赤坎:Chikan 霞山:Xiashan',
        '茂名|Maoming|广东|110.93|21.66|四五线|1|茂南:Maonan 电白:Dianbai',
      ] },
      { area: '桂琼', en: 'GX-Hainan', cities: [
        '南宁|Nanning|广西|108.37|22.82|二线|2|青秀:Qingxiu 江南:Jiangnan 良庆:Liangqing',
        '柳州|Liuzhou|广西|109.42|24.33|四五线|1|城中:Chengzhong 柳南:Liunan',
        '海口|Haikou|海南|110.20|20.04|三线|1|龙华:Longhua 美兰:Meilan',
      ], large: { city: '海口', area: '海南', en: 'Hainan' } },
    ],
  },
]
