/* eslint-disable no-console -- an example talks to whoever runs it */
import { createFactMesh } from 'factmesh'

const mesh = await createFactMesh()
await mesh.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2102650 } })
for await (const fact of mesh.query({ entity: 'city:paris' })) { console.log(fact.relation, fact.value.v, fact.author) }
await mesh.stop()
