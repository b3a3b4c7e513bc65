import { expect, it } from 'vitest'
import type { ToldDecision } from '#domain/decision/decision.ts'
import { Conflict } from '#server/decisions/conflict.ts'
import { recall, libraryOf } from '#server/decisions/memory.ts'
import { createPeople } from '#server/decisions/people.ts'
import { remind } from '#server/decisions/reminders.ts'
import { readMigrations } from '#store/migration.ts'
import { pg } from '#store/postgres/sql.ts'
import { chair, east, NOW, organisation, second, south, suNan, watcher, zone } from './people.ts'
import { DAY, onDecisions, whole } from './room.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')

onDecisions('decisions', (room) => {
  it('is recorded from the cell with its evidence frozen, and sent twice is written once', async () => {
    const sent = suNan({ client_key: 'tablet-1', picture: `data:image/png;base64,${PNG}` })
    const first = await room.decisions.create(sent, chair)
    const again = await room.decisions.create(sent, chair)
    expect([first.fresh, again.fresh]).toEqual([true, false])
    const decision = whole(first.decision)
    expect(again.decision).toEqual(first.decision)
    expect(decision).toMatchObject({
        no: 1, revision: 1, state: 'plan', claims: 14, treated: ['D1'], control: null, written_by: '林副总', review_on: '2026-12-05',
        expected: { amount: 0.013, from: 0.037, to: 0.05 }, evidence: { seq: 81, align: 'elapsed', picture: true, known_at: '2026-11-22T10:03:00+08:00' },
      }) // prettier-ignore
    expect((await room.decisions.picture(decision.id, chair)).toString('base64')).toBe(PNG)
    // Another person's key is another key.
    expect((await room.decisions.create(sent, second)).fresh).toBe(true)
  })

  it('names what offends', async () => {
    const refused = (more: object, user = chair) =>
      room.decisions.create(suNan(more), user).catch((thrown: unknown) => thrown)
    expect(await refused({ measure: 'nonsense' })).toMatchObject({ code: 'unknown_measure' })
    expect(await refused({ measure: undefined })).toMatchObject({ code: 'missing_field', path: 'measure' })
    expect(await refused({ where: { aera: ['苏南'] } })).toMatchObject({ code: 'unknown_dimension' })
    expect(await refused({ measure_kind: 'magic' })).toMatchObject({ code: 'bad_field', path: 'measure_kind' })
    expect(await refused({ due_on: '2026-11-31' })).toMatchObject({ code: 'bad_field', path: 'due_on' })
    expect(await refused({ review_on: '2026-11-24' })).toMatchObject({ code: 'bad_field', path: 'review_on' })
    expect(await refused({ expected: { measure: 'order' } })).toMatchObject({ path: 'expected.amount' })
    expect(await refused({ expected: { measure: 'order', low: 3, high: 1 } })).toMatchObject({ path: 'expected.low' })
    expect(await refused({ nonsense: 1 })).toMatchObject({ code: 'unknown_field', path: 'nonsense' })
    expect(await refused({ picture: 'R0lGODlh' })).toMatchObject({ code: 'bad_field', path: 'picture' })
    expect(await refused({ picture: PNG.replace(/=+$/, '').padEnd(700_000, 'A') })).toMatchObject({
      code: 'too_large',
    })
    expect(await refused({}, south)).toMatchObject({ code: 'forbidden', path: 'where' })
    expect(await refused({ where: { region: ['华东', '华南'] } }, south)).toMatchObject({ code: 'forbidden' })
    // A place left open is the writer's own.
    const open = await room.decisions.create(suNan({ where: { model: ['X5'] } }), south)
    expect(open.decision).toMatchObject({ where: { model: ['X5'], region: ['华南'] }, treated: ['D3', 'D4'] })
    expect(await refused({}, watcher)).toMatchObject({ code: 'forbidden' })
    expect(await room.decisions.create([], chair).catch((thrown: unknown) => thrown)).toMatchObject({
      code: 'bad_field',
    })
  })

  it('may lack owner, day and expectation for a day, and is listed as incomplete after it', async () => {
    const { id } = await room.create({ owner: '', due_on: null, expected: null })
    const { decision } = await room.decisions.file(id, chair)
    expect(decision).toMatchObject({
      missing: ['owner', 'due_on', 'expected'],
      complete_by: '2026-11-23T02:03:00.000Z',
    })
    const mine = async () => (await room.decisions.due(chair)).filter((due) => due.decision.id === id)
    expect(await mine()).toEqual([])
    room.clock = NOW + DAY
    expect(await mine()).toMatchObject([{ kind: 'incomplete' }])
    await room.decisions.patch(
      id,
      { revision: 1, owner: '顾晨', due_on: '2026-11-26', expected: { measure: 'order', amount: 2 } },
      chair,
    )
    expect(await mine()).toEqual([])
    expect((await room.decisions.file(id, chair)).decision).toMatchObject({ review_on: '2026-12-06', missing: [] })
    room.clock = NOW
  })

  it('merges what two write at once: other parts silently, the same part by a merge that both see', async () => {
    const { id } = await room.create()
    await room.decisions.patch(id, { revision: 1, title: '总部代呼', due_on: '2026-11-27' }, chair)
    const other = whole(await room.decisions.patch(id, { revision: 1, owner: '顾晨' }, second))
    expect(other).toMatchObject({
      revision: 3,
      title: '总部代呼',
      owner: '顾晨',
      due_on: '2026-11-27',
      review_on: '2026-12-07',
    })
    const late = { revision: 1, title: '总部代呼加门店回访', owner: '陈粤' }
    const clash = (await room.decisions.patch(id, late, second).catch((thrown: unknown) => thrown)) as Conflict
    expect(clash).toBeInstanceOf(Conflict)
    expect(clash.details()).toMatchObject({
      error: { code: 'conflict', path: 'title, owner' },
      theirs: { revision: 3, title: '总部代呼' },
      yours: { title: '总部代呼加门店回访', owner: '陈粤' },
      merge: {
        clashes: [
          { field: 'title', whole: true },
          { field: 'owner', merged: '顾晨', whole: false },
        ],
      },
    })
    const merged = whole(await room.decisions.patch(id, { ...late, accept_merge: true }, second))
    expect(merged.owner).toBe('顾晨')
    for (const word of ['总部代呼', '门店回访']) expect(merged.title).toContain(word)
    expect((await room.decisions.file(id, chair)).comments).toMatchObject([{ by: '周敏', text: 'owner: 陈粤' }])
    const history = await room.decisions.history(id, chair)
    expect(history.map(({ revision, by, fields }) => [revision, by, fields])).toEqual([
      [1, '林副总', ['created']],
      [2, '林副总', ['title', 'due_on', 'review_on']],
      [3, '周敏', ['owner']],
      [4, '周敏', ['title']],
    ])
    await expect(room.decisions.patch(id, { revision: 9, owner: 'x' }, chair)).rejects.toMatchObject({
      path: 'revision',
    })
    await expect(room.decisions.patch(id, { revision: 4, measure: 'order' }, chair)).rejects.toMatchObject({
      code: 'unknown_field',
    })
  })

  it('loses no word of fifty who write at once', async () => {
    const { id } = await room.create({ what: '' })
    const write = async (n: number): Promise<void> => {
      const { decision } = await room.decisions.file(id, chair)
      const { revision, what } = whole(decision)
      await room.decisions.patch(id, { revision, what: `${what}第${n}人word${n}。`, accept_merge: true }, chair)
    }
    await Promise.all(Array.from({ length: 50 }, (_, n) => write(n)))
    const { what, revision } = whole((await room.decisions.file(id, chair)).decision)
    for (let n = 0; n < 50; n++) expect(what).toContain(`word${n}。`)
    expect(revision).toBe(51)
    expect((await room.decisions.history(id, chair)).length).toBe(51)
  })

  it('goes step by step, keeps its expectation once carried out, and is only ever withdrawn', async () => {
    const { id } = await room.create()
    await expect(room.decisions.step(id, 'check', '', chair)).rejects.toMatchObject({ code: 'bad_spec', path: 'state' })
    expect(await room.decisions.step(id, 'do', '今天开始', chair)).toMatchObject({ state: 'do' })
    expect(await room.decisions.step(id, 'do', '', chair)).toMatchObject({ revision: 2 })
    const lower = { revision: 2, expected: { measure: 'invited_visit_rate', from: 0.037, to: 0.038 } }
    await expect(room.decisions.patch(id, lower, chair)).rejects.toMatchObject({ path: 'expected' })
    expect(await room.decisions.withdraw(id, '范围不对', chair)).toMatchObject({
      state: 'withdrawn',
      withdrawn: { reason: '范围不对', by: '林副总' },
    })
    await expect(room.decisions.step(id, 'plan', '', chair)).rejects.toMatchObject({ code: 'bad_spec' })
    await expect(room.decisions.patch(id, { revision: 3, owner: 'x' }, chair)).rejects.toMatchObject({
      code: 'bad_spec',
    })
    for (const gone of [
      pg`DELETE FROM decision WHERE id = ${id}`,
      pg`DELETE FROM decision_revision WHERE decision_id = ${id}`,
      pg`UPDATE decision_revision SET body = '' WHERE decision_id = ${id}`,
      pg`UPDATE decision_comment SET text = '' WHERE decision_id = ${id}`,
    ])
      await expect(room.postgres.query(gone)).rejects.toMatchObject({ code: 'P0001' })
  })

  it('shows only title, owner and whom to ask to those outside its scope', async () => {
    const { id } = await room.create()
    const card = {
      id,
      no: expect.any(Number),
      revision: 1,
      title: '总部代呼+换人二次外呼',
      owner: '周敏',
      restricted: true,
      ask: '周敏',
    }
    expect((await room.decisions.file(id, south)).decision).toEqual(card)
    expect((await room.decisions.file(id, east)).decision).toMatchObject({ restricted: false, treated: ['D1'] })
    const mine = (all: ToldDecision[]) => all.filter((one) => one.id === id)
    expect(mine(await room.decisions.list({}, south))).toEqual([card])
    // What the card does not say is not told by filters or search either.
    expect(mine(await room.decisions.list({ search: '集中邀约' }, south))).toEqual([])
    expect(mine(await room.decisions.list({ search: '二次外呼' }, south))).toEqual([card])
    expect(mine(await room.decisions.list({ states: ['plan'] }, south))).toEqual([])
    expect((await room.decisions.due(south)).length).toBe(0)
    const refusals = [
      room.decisions.history(id, south),
      room.decisions.picture(id, south),
      room.decisions.comment(id, 'x', null, south),
      room.decisions.step(id, 'do', '', south),
      room.decisions.patch(id, { revision: 1, title: 'x' }, south),
    ]
    const answers = await Promise.allSettled(refusals)
    for (const answer of answers) expect(answer).toMatchObject({ reason: { code: 'forbidden' } })
    // Its owner sees it wherever it is.
    await room.decisions.patch(id, { revision: 1, owner_id: south.id }, chair)
    expect((await room.decisions.file(id, south)).decision).toMatchObject({ restricted: false })
  })

  it('is found in Chinese and English, by words of comments too', async () => {
    const { id } = await room.create({
      title: '徐汇旗舰店：Weekend test-drive 专场',
      what: '试乘试驾预约前一天提醒 SmartLeaZ',
      measure_kind: 'drive_app',
    })
    await room.decisions.comment(id, '提货延误，改由浦东仓调拨', 'c1', chair)
    await room.decisions.comment(id, '提货延误，改由浦东仓调拨', 'c1', chair)
    expect((await room.decisions.file(id, chair)).comments).toHaveLength(1)
    const found = async (search: string) => (await room.decisions.list({ search }, chair)).some((one) => one.id === id)
    for (const search of [
      '旗舰',
      '徐汇',
      '驾',
      'weekend',
      'WEEK',
      'smartleaz',
      '浦东仓',
      '小程序',
      'mini-program',
      '旗舰店 weekend',
      '试乘试驾',
      '周敏',
    ])
      expect([search, await found(search)]).toEqual([search, true])
    for (const search of ['舰旗', '徐汇店', 'eekend', '浦西', 'weekend 浦西'])
      expect([search, await found(search)]).toEqual([search, false])
  })

  it('is told to be due, overdue and to be reviewed, each reminder once', async () => {
    const { id } = await room.create({ title: '提醒我', due_on: '2026-11-23' })
    const told: string[] = []
    const tick = (at: number) =>
      remind({
        postgres: room.postgres,
        zone,
        now: () => at,
        notify: ({ zh }) => void (zh.includes('提醒我') && told.push(zh)),
      })
    await tick(NOW)
    await tick(NOW + 60_000)
    expect(told.map((zh) => zh.includes('还有 1 天到期'))).toEqual([true])
    await tick(NOW + 2 * DAY)
    await tick(NOW + 3 * DAY)
    await tick(NOW + 11 * DAY)
    expect(told.slice(1).map((zh) => /逾期 2 天/.test(zh) || /复盘/.test(zh))).toEqual(expect.arrayContaining([true]))
    expect(told.filter((zh) => zh.includes('复盘'))).toHaveLength(1)
    expect(told.filter((zh) => zh.includes('逾期'))).toHaveLength(1)
    await room.decisions.step(id, 'do', '', chair)
    await room.decisions.step(id, 'check', '', chair)
    room.clock = NOW + 4 * DAY
    expect((await room.decisions.due(chair)).filter((due) => due.decision.id === id)).toEqual([])
    room.clock = NOW
  })

  it('reminds of the others where one could not be told', async () => {
    const titles = ['提醒甲', '提醒乙', '提醒丙']
    for (const title of titles) await room.create({ title, due_on: '2026-11-23' })
    const told: string[] = []
    const notify = ({ zh }: { zh: string }): void => {
      if (zh.includes('提醒乙')) throw new Error('no channel')
      told.push(...titles.filter((title) => zh.includes(title)))
    }
    const reminding = remind({ postgres: room.postgres, zone, now: () => NOW, notify })
    await expect(reminding).rejects.toMatchObject({ errors: [{ message: 'no channel' }] })
    expect(told.sort()).toEqual(['提醒丙', '提醒甲'])
  })

  it('comes back when a like problem returns, with what it brought', async () => {
    const { id } = await room.create({ title: '先例' })
    const effect = {
      effect: 0.019,
      low: 0.011,
      high: 0.027,
      cases: 11,
      method: 'did',
      reason: '',
      at: '2026-11-21T00:00:00Z',
    }
    await room.decisions.recordOutcome(id, { verdict: 'met', effect, control: ['D4'] })
    await room.decisions.recordOutcome(id, { verdict: 'met', effect: { ...effect, at: '2026-11-22T00:00:00Z' } })
    expect((await room.decisions.history(id, chair)).map(({ by }) => by)).toEqual(['林副总', '战情室'])
    const ask = {
      measure: 'invited_visit_rate',
      stage: 'first_visit',
      direction: 'down',
      segment: { area: '上海', channel_1: 'online' },
      side: 'inside',
    }
    const memory = await recall(room.decisions, ask, east)
    const first = memory.precedents.find(({ decision }) => decision.id === id)!
    expect(first).toMatchObject({ mature: true, forecast: { expected: 0.013, measured: 0.019, within: true } })
    expect(first.parts.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(first.score, 9)
    expect(memory.measures[0]).toMatchObject({
      id: 'second_call',
      pooled: { effect: 0.019, decisions: 1, cases: 11 },
    })
    const others = await recall(room.decisions, ask, south)
    expect(others.precedents.map(({ decision }) => decision.id)).not.toContain(id)
    expect(others.elsewhere.find((one) => one.id === id)).toMatchObject({
      title: '先例',
      restricted: true,
      ask: '周敏',
    })
    expect(JSON.stringify(others.elsewhere)).not.toContain('邀约')
    const second_call = (await libraryOf(room.decisions, east)).find((entry) => entry.id === 'second_call')!
    expect(second_call.prior).toMatchObject({ from: 0.04, to: 0.06 })
    expect(second_call.used).toBeGreaterThan(1)
    expect((await room.decisions.file(id, chair)).decision).toMatchObject({ verdict: 'met', control: ['D4'] })
    expect((await recall(room.decisions, { measure: 'order', segment: {} }, chair)).precedents).toEqual([])
    await expect(recall(room.decisions, { measure: 'nonsense' }, chair)).rejects.toMatchObject({
      code: 'unknown_measure',
    })
  })

  it('links a follow-up to its parent and tells of others on the same dealers', async () => {
    const parent = await room.create()
    const child = await room.create({ parent_id: parent.id, title: '后续' })
    const file = await room.decisions.file(parent.id, chair)
    expect(file.children).toMatchObject([{ id: child.id }])
    expect(file.overlapping.map(({ id }) => id)).toContain(child.id)
    await room.decisions.withdraw(child.id, '重复', chair)
    expect((await room.decisions.file(parent.id, chair)).overlapping.map(({ id }) => id)).not.toContain(child.id)
  })

  it('counts what runs and presses as the list tells it, within each scope', async () => {
    await room.create({ owner: '甲', due_on: '2026-11-20', review_on: '2026-11-21' })
    await room.create({ owner: '甲', due_on: '2026-11-22' })
    await room.create({ where: { region: ['华南'] }, due_on: '2026-11-20' })
    await room.decisions.withdraw((await room.create({ due_on: '2026-11-20' })).id, '重复', chair)
    const { id } = await room.create({ due_on: '2026-11-20' })
    await room.decisions.step(id, 'do', '', chair)
    await room.decisions.step(id, 'check', '', chair)
    for (const user of [chair, east, south, watcher]) {
      const listed = await room.decisions.list({ states: ['plan', 'do', 'check'] }, user)
      const due = await room.decisions.due(user)
      const of = (kind: string, days?: number) =>
        due.filter((one) => one.kind === kind && (days === undefined || one.days === days)).length
      expect(await room.decisions.summary(user), user.name).toEqual({
        open: listed.length,
        overdue: of('overdue'),
        due_today: of('due', 0),
        review_due: of('review'),
      })
    }
    const [whole, south_] = [await room.decisions.summary(chair), await room.decisions.summary(south)]
    expect(whole.overdue).toBeGreaterThan(south_.overdue)
    expect(south_.overdue).toBeGreaterThan(0)
    expect(whole.due_today).toBeGreaterThan(0)
  })

  it('finds a decision by the name of a store that it is about, within the scope alone', async () => {
    const [code] = organisation.dealerCodes()
    const { name } = organisation.dealer(code!, '2026-11-22')!
    const { id } = await room.create({ where: { dealer_id: [code] }, title: '只写了编码', owner: '无名' })
    const found = async (q: string, user = chair) =>
      (await room.decisions.list({ search: q }, user)).map((one) => one.id)
    expect(await found(name)).toContain(id)
    expect(await found(`${name} 编码`)).toContain(id)
    expect(await found(`${name} 别处`)).not.toContain(id)
    expect(await found(name, south)).not.toContain(id)
  })

  it('finds words of comments beside names of places, and lists as many as were asked for', async () => {
    const name = organisation.dealer('D4', '2026-11-22')!.name
    const { id } = await room.create({
      where: { dealer_id: ['D4'], model: ['X5'] },
      title: '合起来找',
      owner: '独一人',
    })
    await room.decisions.comment(id, '试驾车调来三台', null, chair)
    const found = async (search: string) => (await room.decisions.list({ search }, chair)).map((one) => one.id)
    expect(await found(`${name} 三台`)).toEqual([id])
    expect(await found(`${name} 四台`)).toEqual([])
    for (let n = 0; n < 4; n++) await room.create({ where: { region: ['华东'] }, owner: '别人' })
    const listed = async (asked: object, user = chair) => (await room.decisions.list(asked, user)).map((one) => one.id)
    expect(await listed({ owner: '独一人', limit: 2 })).toEqual([id])
    expect(await listed({ states: ['plan'], limit: 1 }, south)).toEqual([id])
    expect(await listed({ limit: 3 }, south)).toHaveLength(3)
  })

  it('written before places had marks is found by their names all the same, whatever its texts hold', async () => {
    const { name } = organisation.channel('autohome')!
    const evidence = { ...(suNan().evidence as object), spec: { note: '\0\ud800 \\u0000 \\\ud800' } }
    const { id } = await room.create({ where: { channel_2: ['autohome'] }, title: '旧的 \\u0000"', evidence })
    await room.postgres.query(
      pg`UPDATE decision SET grams = ARRAY(SELECT g FROM unnest(grams) AS g WHERE g NOT LIKE '%=%')`,
    )
    const found = async () => (await room.decisions.list({ search: name }, chair)).map((one) => one.id)
    expect(await found()).not.toContain(id)
    const [marks] = readMigrations('store/postgres/migrations').filter((one) => one.name === '0007_decision_places')
    await room.postgres.transaction((inside) => inside.script(marks!.text))
    expect(await found()).toContain(id)
  })

  it('offers whom a decision may be given to: accounts and names within the scope', async () => {
      const people = createPeople({
        ...room, organisation: () => organisation, zone, now: () => room.clock,
        accounts: () => [chair, second, east, south, { ...south, id: 'u9', name: east.name }],
      }) // prettier-ignore
      await room.create({ owner: '只在华南', where: { region: ['华南'] } })
      await room.create({ owner: '只在苏南' })
      const names = async (user: typeof chair) => (await people(user)).map(({ name }) => name)
      expect(await names(chair)).toEqual(expect.arrayContaining(['林副总', '周敏', '顾晨', '陈粤', '只在华南', '只在苏南']))
      const mine = await people(east)
      expect(mine.map(({ name }) => name)).toEqual(expect.arrayContaining(['顾晨', '只在苏南']))
      expect(mine.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['陈粤']))
      expect(await names(east)).not.toContain('只在华南')
      expect(mine.find(({ name }) => name === '顾晨')).toMatchObject({ id: 'u3' })
      // Two accounts of one name within the whole maker: neither is meant.
      expect((await people(chair)).find(({ name }) => name === '顾晨')).toMatchObject({ id: null })
      expect(mine[0]!.owns).toBeGreaterThanOrEqual(mine.at(-1)!.owns)
    }) // prettier-ignore
})
