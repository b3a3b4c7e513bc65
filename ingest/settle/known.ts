import { Filter } from './filter.ts'

/**
 * Which events and subjects the ledger and the held rows may know. Until the filter is complete everything may be known:
 * slower, still right.
 */
export class Known {
  filter = new Filter()
  complete = false

  mayEvent({ source, event_id }: { source: string; event_id: string }): boolean {
    return !this.complete || this.filter.has(eventKey(source, event_id))
  }

  maySubject(subject: string): boolean {
    return !this.complete || this.filter.has(subjectKey(subject))
  }

  add({ source, event_id, subject }: { source: string; event_id: string; subject: string }): void {
    this.#note(eventKey(source, event_id))
    if (subject !== '') this.#note(subjectKey(subject))
  }

  /** What is there already would only fill the filter. */
  #note(key: string): void {
    if (!this.filter.has(key)) this.filter.add(key)
  }
}

const eventKey = (source: string, event_id: string): string => `${source}\n${event_id}`
/** No source is empty, so no event's key begins like this. */
const subjectKey = (subject: string): string => `\n${subject}`
