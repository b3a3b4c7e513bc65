/** Why an import cannot go on, in one sentence for the person at the keyboard. */
export class ImportFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ImportFault'
  }
}
