import { createI18n } from 'vue-i18n'
import { LANGS, type Lang } from './lang.ts'
import { MESSAGES, type MessageKey } from './messages.ts'

const messages = Object.fromEntries(
  LANGS.map((lang) => [lang, Object.fromEntries(Object.entries(MESSAGES).map(([key, words]) => [key, words[lang]]))]),
) as Record<Lang, Record<MessageKey, string>>

export const i18n = createI18n({ legacy: false, locale: 'zh', fallbackLocale: 'zh', messages })

type Values = Record<string, string | number>

/** The words of a key in the present language. Reactive where it is called while rendering. */
export const say = (key: MessageKey, values: Values = {}): string => i18n.global.t(key, values)

export function setLang(lang: Lang): void {
  i18n.global.locale.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  document.title = MESSAGES.title[lang]
}
