/**
 * Puts a text on the clipboard; answers whether it is there. Over plain http, as in most houses, a browser has no
 * `navigator.clipboard`: there the text is selected in a field that nobody sees, and copied as if by hand.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    // Within an open dialog nothing outside of it can be selected.
    const room = document.querySelector('dialog[open]') ?? document.body
    room.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied
  }
}
