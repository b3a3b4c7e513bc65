import { Router } from 'express'
import { resolve } from 'node:path'
import { Refusal } from '#domain/errors.ts'

/** `GET /api/geojson`: the user's own licensed province map, where a setting names one. */
export function geojsonRouter(file: string): Router {
  return Router().get('/geojson', (_request, response) => {
    if (file === '') throw new Refusal('not_found', 'no province map is set; the cartogram is drawn')
    response.type('application/geo+json').sendFile(resolve(file))
  })
}
