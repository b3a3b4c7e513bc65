import type { MeetingFile } from '#domain/decision/minutes.ts'

/** Notes and promises are only ever added, and each move of the agenda counts its revision up. */
const ageOf = ({ meeting, notes, promises }: MeetingFile): number[] => [meeting.revision, notes.length, promises.length]

/** Whether a file tells what was before another of the same meeting: answers and pushes overtake each other on the way. */
export function isOlder(next: MeetingFile, known: MeetingFile | null): boolean {
  if (known?.meeting.id !== next.meeting.id) return false
  const [mine, theirs] = [ageOf(next), ageOf(known)]
  const at = mine.findIndex((part, i) => part !== theirs[i])
  return at >= 0 && mine[at]! < theirs[at]!
}
