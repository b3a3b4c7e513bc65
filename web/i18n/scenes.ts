/** The words of scenes 大区, 今日 and 月末冲刺, and of what leads from one scene to the next. */
export const SCENE_MESSAGES = {
  // scenes and rotation
  scene: { zh: '场景', en: 'Scene' },
  scene_a: { zh: '全国', en: 'Nation' },
  scene_b: { zh: '大区', en: 'Region' },
  scene_c: { zh: '今日分时', en: 'Today by hour' },
  scene_d: { zh: '月末冲刺', en: 'Month-end push' },
  short_a: { zh: '全国', en: 'Nation' },
  short_b: { zh: '大区', en: 'Region' },
  short_c: { zh: '今日', en: 'Today' },
  short_d: { zh: '冲刺', en: 'Push' },
  rotate: { zh: '场景轮播（空格键）', en: 'Scenes take turns (space bar)' },
  rotate_on: { zh: '轮播中，按下暂停', en: 'Scenes take turns; press to pause' },
  rotate_off: { zh: '已停，按下轮播', en: 'Paused; press to let scenes take turns' },
  sprint_always: { zh: '轮播总含月末冲刺', en: 'Month-end push always takes its turn' },
  rank_of: { zh: '全国第 {rank}/{all}', en: 'rank {rank} of {all}' },
} as const satisfies Record<string, { zh: string; en: string }> // prettier-ignore
