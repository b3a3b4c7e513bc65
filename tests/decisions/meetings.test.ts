import { expect, it } from 'vitest'
import type { Presented } from '#domain/decision/meeting.ts'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import { openCalendar } from '#domain/calendar.ts'
import { planView } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import { keyOf } from '#domain/streams.ts'
import { targetShares } from '#domain/target.ts'
import { readSpec } from '#domain/view.ts'
import { upsertReference } from '#store/postgres/reference.ts'
import { chair, east, NOW, organisation, second, south, suNan, watcher, zone } from './people.ts'
import type { Screen } from './rig.ts'
import { onTwoRigs } from './rigs.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000780000005008060000000000000049454e44ae426082', 'hex')

const calendar = openCalendar()

const join = (screen: Screen, meeting: string): Promise<{ file: MeetingFile; presented: Presented | null }> =>
  new Promise((resolve, reject) =>
    screen.emit('meeting:join', { meeting }, (answer) =>
      'error' in answer ? reject(new Error(answer.error.message)) : resolve(answer),
    ),
  )
const lead = (screen: Screen, meeting: string, route: string): Promise<Presented> =>
  new Promise((resolve, reject) =>
    screen.emit('meeting:present', { meeting, route, state: { route } }, (answer) =>
      'error' in answer ? reject(new Error(answer.error.message)) : resolve(answer),
    ),
  )
const led = (screen: Screen, route: string): Promise<Presented> =>
  new Promise((resolve) => {
    const hear = ({ presented }: { presented: Presented }): void => {
      if (presented.route !== route) return
      screen.off('meeting:present', hear)
      resolve(presented)
    }
    screen.on('meeting:present', hear)
  })
const changed = (screen: Screen, fits: (file: MeetingFile) => boolean): Promise<MeetingFile> =>
  new Promise((resolve) => {
    const hear = (file: MeetingFile): void => {
      if (!fits(file)) return
      screen.off('meeting:changed', hear)
      resolve(file)
    }
    screen.on('meeting:changed', hear)
  })

onTwoRigs('meetings', (house) => {
  const begin = async (more: object = {}): Promise<MeetingFile> =>
    (await house.rig.ask(chair, 'POST', '/meetings', { template: 'weekly', ...more })).body

  it('begin with the largest unclaimed gap, and the bar moves with every decision', async () => {
    const { meeting, claim, attendees } = await begin({ client_key: 'm1' })
    expect((await begin({ client_key: 'm1' })).meeting.id).toBe(meeting.id)
    expect(meeting).toMatchObject({
      title: '周会 · 第 47 周',
      chair: '林副总',
      frozen: true,
      unit: { from: '2026-11-01' },
      total: { gap: -32 },
    })
    expect(meeting.items.map(({ kind, zh, minutes }) => [kind, zh, minutes])).toEqual([
        ['gap', '华东', 5], ['gap', '华南', 0], ['promises', '报数 / 承诺', 5], ['minutes', '纪要 + 战报', 2],
      ]) // prettier-ignore
    expect(claim).toEqual({ gap: 38, claimed: 0, unverified: 0, unclaimed: 38 })
    expect(attendees.map((one) => one.name)).toEqual(['林副总'])
    const screen = await house.other.enter('u2')
    await join(screen, meeting.id)
    const moved = changed(screen, (file) => file.claim.claimed === 14)
    const { body } = await house.rig.ask(chair, 'POST', '/decisions', suNan({ meeting_id: meeting.id }))
    expect((await moved).claim).toEqual({ gap: 38, claimed: 14, unverified: 0, unclaimed: 24 })
    const back = changed(screen, (file) => file.claim.claimed === 0)
    await house.rig.ask(chair, 'POST', `/decisions/${body.id}/withdraw`, { reason: '重复' })
    await back
  })

  it('let the chair move the agenda, and another take the chair', async () => {
    const { meeting } = await begin()
    const path = `/meetings/${meeting.id}`
    expect((await house.rig.ask(chair, 'PATCH', path, { current: 'i1' })).body.meeting).toMatchObject({ current: 'i1' })
    expect((await house.rig.ask(chair, 'PATCH', path, { add_minutes: 2 })).body.meeting.items[0]).toMatchObject({
      minutes: 7,
    })
    expect(await house.rig.ask(second, 'PATCH', path, { current: 'i2' })).toMatchObject({
      status: 403,
      body: { error: { path: 'take_chair' } },
    })
    const taken = await house.rig.ask(second, 'PATCH', path, { take_chair: true, current: 'i2', frozen: false })
    expect(taken.body.meeting).toMatchObject({ chair: '周敏', current: 'i2', frozen: false })
    expect(taken.body.meeting.items[0]).toMatchObject({ state: 'done' })
    expect(await house.rig.ask(second, 'PATCH', path, { current: 'i99' })).toMatchObject({ status: 400 })
    expect(await house.rig.ask(watcher, 'POST', `${path}/notes`, { text: 'x' })).toMatchObject({ status: 403 })
    const closed = await house.rig.ask(second, 'POST', `${path}/close`)
    expect(closed.body.meeting).toMatchObject({ state: 'closed', current: null })
    expect(await house.rig.ask(second, 'PATCH', path, { current: 'i1' })).toMatchObject({ status: 400 })
  })

  it('keep numbers called, and show each only what lies in their scope', async () => {
    const { meeting } = await begin()
    const path = `/meetings/${meeting.id}`
    const call = (user: typeof chair, key: object, commitment: number, more: object = {}) =>
      house.rig.ask(user, 'POST', `${path}/promises`, { key, commitment, ...more })
    await call(east, { region: '华东' }, 440)
    const said = await call(east, { region: '华东' }, 448, { least: 431, challenge: 475 })
    expect(said.body.promises.map(({ commitment }: { commitment: number }) => commitment)).toEqual([440, 448])
    expect(await call(south, { region: '华东' }, 1)).toMatchObject({ status: 403 })
    expect(await call(chair, { area: '苏南' }, 1)).toMatchObject({ status: 400 })
    expect(await call(chair, { region: '华东' }, 5, { least: 6 })).toMatchObject({ status: 400 })
    await house.rig.ask(east, 'POST', `${path}/notes`, { text: '邀约中心 6 人缺编', item_id: 'i1', client_key: 'n' })
    await house.rig.ask(east, 'POST', `${path}/notes`, { text: '邀约中心 6 人缺编', item_id: 'i1', client_key: 'n' })
    const whole = (await house.rig.ask(chair, 'GET', path)).body as MeetingFile
    expect(whole.notes).toHaveLength(1)
    const hidden = (await house.rig.ask(south, 'GET', path)).body as MeetingFile
    expect(hidden.meeting.items[0]).toMatchObject({ zh: '华东', gap: null, claim: null, restricted: true })
    expect(hidden).toMatchObject({ notes: [], promises: [], meeting: { total: null } })
    expect(hidden.claim.gap).toBe(0)
  })

  it('review what lies in their place, and name to each only what they may see', async () => {
    const due = { due_on: '2026-11-20', review_on: '2026-11-22' }
    const make = async (where: object): Promise<string> => {
      const { body } = await house.rig.ask(chair, 'POST', '/decisions', suNan({ where, ...due }))
      return body.id
    }
    const [inEast, inSouth] = [await make({ region: ['华东'] }), await make({ region: ['华南'] })]
    const reviewed = ({ meeting }: MeetingFile): string[] =>
      meeting.items.filter(({ kind }) => kind === 'review').flatMap(({ decisions }) => decisions)
    const whole = await begin()
    expect(reviewed(whole)).toEqual(expect.arrayContaining([inEast, inSouth]))
    expect(reviewed(await begin({ where: { region: ['华东'] } }))).toContain(inEast)
    expect(reviewed(await begin({ where: { region: ['华东'] } }))).not.toContain(inSouth)
    const seen = reviewed((await house.rig.ask(south, 'GET', `/meetings/${whole.meeting.id}`)).body)
    expect(seen).toContain(inSouth)
    expect(seen).not.toContain(inEast)
    for (const id of [inEast, inSouth])
      await house.rig.ask(chair, 'POST', `/decisions/${id}/withdraw`, { reason: '测试' })
  })

  it('count a decision made elsewhere for the same place and month as claimed, and show it as such', async () => {
    const { meeting } = await begin()
    const path = `/meetings/${meeting.id}`
    const read = async (user = chair) => (await house.rig.ask(user, 'GET', path)).body as MeetingFile
    const before = await read()
    const made = await house.rig.ask(second, 'POST', '/decisions', suNan({ title: '会外', claims: 3 }))
    const after = await read()
    const [was, is] = [before, after].map(({ meeting: { items } }) => items.find(({ zh }) => zh === '华东')!)
    expect(after.decisions.map(({ id }) => id)).not.toContain(made.body.id)
    expect(after.elsewhere.map(({ id }) => id)).toContain(made.body.id)
    expect(is!.decisions).toContain(made.body.id)
    const taken = (item: typeof is) => item!.taken.find(({ stage }) => stage === 'first_visit')?.units ?? 0
    expect(taken(is) - taken(was)).toBe(3)
    // The bar and the steps count by one rule; the bar alone stops at the gap.
    const sum = is!.taken.reduce((all, { units }) => all + units, 0)
    expect(is!.claim!.claimed).toBe(Math.min(38, Math.round(sum)))
    const hidden = await read(south)
    expect(hidden.elsewhere).toEqual([])
    expect(hidden.meeting.items.find(({ zh }) => zh === '华东')).toMatchObject({ taken: [], decisions: [] })
    await house.rig.ask(second, 'POST', `/decisions/${made.body.id}/withdraw`, { reason: '重复' })
    expect((await read()).elsewhere.map(({ id }) => id)).not.toContain(made.body.id)
  })

  it('make a promise the commitment that questions see, newer than the one before it', async () => {
    const { meeting } = await begin()
    const path = `/meetings/${meeting.id}/promises`
    const { from, to } = meeting.unit
    const ingested = {
      from,
      to,
      measure: 'delivery',
      region: '华东',
      kind: 'commitment',
      version: '3',
      value: 500,
    } as const
    await upsertReference(house.postgres, 'targets', [{ key: keyOf('targets', ingested), body: ingested }])
    const goal = async (kind: 'commitment' | 'challenge', where: object) => {
      const spec = readSpec({ measures: ['delivery'], where, period: 'month_to_date', compare: ['target_full'], target_kind: kind, as_of: zone.iso(NOW) }) // prettier-ignore
      return targetShares(
        planView(spec, fullScope, { as_of: NOW, zone, calendar }),
        await house.rig.readTargets(),
        organisation,
      ).share('target_full')['delivery']
    }
    expect(await goal('commitment', { region: ['华东'] })).toBe(500)
    for (const [commitment, challenge] of [[440, 460], [448, 475]]) // prettier-ignore
        expect(await house.rig.ask(east, 'POST', path, { key: { region: '华东' }, commitment, challenge })).toMatchObject({ status: 200 }) // prettier-ignore
    expect([await goal('commitment', { region: ['华东'] }), await goal('challenge', { region: ['华东'] })]).toEqual([448, 475]) // prettier-ignore
    const rows = (await house.rig.readTargets()).filter(({ version }) =>
      String(version).includes(`meeting ${meeting.no}`),
    )
    expect(rows.map(({ kind, version }) => `${kind} ${String(version).split(' ')[0]}`).sort()).toEqual([
      'challenge ·',
      'commitment 3',
    ])
    // The maker's next version stands before what was said of an older one.
    const next = { ...ingested, version: '4', value: 470 }
    await upsertReference(house.postgres, 'targets', [{ key: keyOf('targets', next), body: next }])
    await house.rig.readTargets()
    expect(await goal('commitment', { region: ['华东'] })).toBe(470)
    await house.rig.ask(east, 'POST', path, { key: { region: '华东' }, commitment: 455 })
    expect(await goal('commitment', { region: ['华东'] })).toBe(455)
  })

  it('keep what the whole maker promised from those who do not see it all', async () => {
    const { meeting } = await begin()
    await house.rig.ask(chair, 'POST', `/meetings/${meeting.id}/promises`, { key: {}, commitment: 800 })
    const regional = (await house.rig.ask(east, 'POST', '/meetings', { template: 'weekly' })).body as MeetingFile
    expect(regional.promises.filter(({ level }) => level === 'nation')).toEqual([])
    const path = `/meetings/${regional.meeting.id}/promises`
    expect(await house.rig.ask(east, 'POST', path, { key: {}, commitment: 1 })).toMatchObject({ status: 400 })
  })

  it('end with minutes and a report, each of what its reader may see', async () => {
    const { meeting } = await begin()
    const path = `/meetings/${meeting.id}`
    await house.rig.ask(
      chair,
      'POST',
      '/decisions',
      suNan({ meeting_id: meeting.id, title: '总部|代呼', picture: PNG.toString('base64') }),
    )
    await house.rig.ask(chair, 'POST', `${path}/notes`, { text: 'HR 周三前补 3 人', item_id: 'i1' })
    await house.rig.ask(chair, 'POST', `${path}/promises`, { key: { region: '华东' }, commitment: 448 })
    const markdown = await house.rig.ask(chair, 'GET', `${path}/minutes`)
    expect(markdown.type).toContain('text/markdown')
    for (const part of [
      '# 周会 · 第 47 周',
      '| 华东 | −38 |',
      '总部\\|代呼',
      '3.7% → 5.0%',
      '448',
      'HR 周三前补 3 人',
      '/picture)',
      '11-25',
    ])
      expect(markdown.body).toContain(part)
    const word = await house.rig.ask(chair, 'GET', `${path}/minutes?format=docx&lang=en`)
    expect(word.bytes.subarray(0, 2).toString()).toBe('PK')
    expect(word.bytes.includes('word/media/')).toBe(true)
    const { lines } = (await house.rig.ask(chair, 'GET', `${path}/report`)).body as { lines: string[] }
    expect(lines).toHaveLength(5)
    expect(lines.join('\n')).toContain('华东 −38')
    expect(lines.join('\n')).toContain('已认领 14')
    const others = await house.rig.ask(south, 'GET', `${path}/minutes`)
    for (const secret of ['−38', 'HR', '448', '代呼', '/picture']) expect(others.body).not.toContain(secret)
    expect((await house.rig.ask(south, 'GET', `${path}/report`)).body.text).not.toContain('38')
  })

  it('lead all who follow; who let go stays, who comes late or back is where the presenter is', async () => {
    const { meeting } = await begin()
    const [presenter, follower, free] = await Promise.all([
      house.rig.enter('u1'),
      house.other.enter('u2'),
      house.other.enter('u3'),
    ])
    for (const screen of [presenter, follower, free]) expect((await join(screen, meeting.id)).presented).toBeNull()
    await new Promise((resolve) => free.emit('meeting:follow', { meeting: meeting.id, follow: false }, resolve))
    const strayed: unknown[] = []
    free.on('meeting:present', (told) => strayed.push(told))
    const coming = led(follower, '/desk?scope=华东')
    await lead(presenter, meeting.id, '/desk?scope=华东')
    expect(await coming).toMatchObject({ seq: 1, by: '林副总', state: { route: '/desk?scope=华东' } })
    const late = await house.rig.enter('p9')
    expect((await join(late, meeting.id)).presented).toMatchObject({ seq: 1 })
    const [again, lastly] = [led(follower, '/b'), led(late, '/b')]
    await lead(presenter, meeting.id, '/b')
    expect((await Promise.all([again, lastly])).map(({ seq }) => seq)).toEqual([2, 2])
    expect(strayed).toEqual([])
    const back = await new Promise((resolve) => free.emit('meeting:follow', { meeting: meeting.id }, resolve))
    expect(back).toMatchObject({ following: true, presented: { seq: 2, route: '/b' } })
    const left = changed(presenter, ({ attendees }) =>
      attendees.some(({ user_id, left_at }) => user_id === 'p9' && left_at !== null),
    )
    late.disconnect()
    await left
    await expect(lead(await house.rig.enter('u5'), meeting.id, '/x')).rejects.toThrow(/role/)
    await expect(lead(presenter, 'none', '/x')).rejects.toThrow(/no meeting/)
  })

  it('fifty people edit and follow at once: no edit is lost, and every screen agrees within a second', async () => {
    const { meeting } = await begin()
    const { body: decision } = await house.rig.ask(
      chair,
      'POST',
      '/decisions',
      suNan({ what: '', meeting_id: meeting.id }),
    )
    const rooms = [house.rig, house.other]
    const screens = await Promise.all(Array.from({ length: 50 }, (_, n) => rooms[n % 2]!.enter(`p${n}`)))
    await Promise.all(screens.map((screen) => join(screen, meeting.id)))
    const shown = screens.map(() => ({ seq: 0, revision: 0, notes: 0, at: 0 }))
    screens.forEach((screen, n) => {
      const mine = shown[n]!
      screen.on('meeting:present', ({ presented: { seq } }) =>
        Object.assign(mine, { seq: Math.max(mine.seq, seq), at: performance.now() }),
      )
      screen.on('decision:changed', ({ decision: told }) => {
        if (told?.id === decision.id)
          Object.assign(mine, { revision: Math.max(mine.revision, told!.revision), at: performance.now() })
      })
      screen.on('meeting:changed', ({ notes }) => Object.assign(mine, { notes: notes.length, at: performance.now() }))
    })
    // How long one step takes to all screens on this machine at this moment: the yardstick where it is busy.
    const calm = performance.now()
    await Promise.all([...screens.map((screen) => led(screen, '/calm')), lead(screens[0]!, meeting.id, '/calm')])
    const bare = performance.now() - calm
    const user = (n: number) => ({ ...chair, id: `p${n}`, name: `p${n}` })
    const edit = async (n: number): Promise<void> => {
      const path = `/decisions/${decision.id}`
      const { revision, what } = (await rooms[n % 2]!.ask(user(n), 'GET', path)).body.decision
      const sent = { revision, what: `${what}word${n}。` }
      const answer = await rooms[n % 2]!.ask(user(n), 'PATCH', path, sent)
      if (answer.status !== 409) return
      await rooms[n % 2]!.ask(user(n), 'PATCH', path, { ...sent, accept_merge: true })
    }
    await Promise.all(
      screens.flatMap((screen, n) => [
        edit(n),
        rooms[n % 2]!.ask(user(n), 'POST', `/meetings/${meeting.id}/notes`, {
          text: `note${n}`,
          client_key: `k${n}`,
        }),
        lead(screen, meeting.id, `/desk?at=${n}`),
      ]),
    )
    const written = performance.now()
    const { body: file } = await house.rig.ask(chair, 'GET', `/decisions/${decision.id}`)
    for (let n = 0; n < 50; n++) expect(file.decision.what).toContain(`word${n}。`)
    const whole = (await house.rig.ask(chair, 'GET', `/meetings/${meeting.id}`)).body as MeetingFile
    expect(new Set(whole.notes.map(({ text }) => text)).size).toBe(50)
    const agreed = { seq: 51, revision: file.decision.revision, notes: 50 }
    await expect
      .poll(
        () =>
          shown.every(
            ({ seq, revision, notes }) => seq === agreed.seq && revision === agreed.revision && notes === agreed.notes,
          ),
        { timeout: 10_000 },
      )
      .toBe(true)
    const slowest = Math.max(...shown.map(({ at }) => at)) - written
    console.log(
      `fifty screens agree ${Math.round(slowest)} ms after the last edit; one bare step takes ${Math.round(bare)} ms`,
    )
    expect(slowest).toBeLessThan(Math.max(1_000, 10 * bare))
  })
})
