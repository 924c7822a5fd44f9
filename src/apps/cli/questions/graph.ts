import { Option } from 'commander'
import { describedCommand, runtimeOf } from '../command.ts'
import { limitOption, numberBetween, wholeBetween } from '../flags.ts'
import { connect } from '../runtime.ts'
import { showListing } from '../terminal/listing.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type EdgeJson = Awaited<ReturnType<ApiClient['neighbours']>>['edges'][number]

const DEPTH_MAX = 3
const PAGE_EDGES_MAX = 200

interface GraphFlags {
  readonly depth?: number
  readonly direction?: 'out' | 'in' | 'both'
  readonly minConfidence?: number
  readonly scope?: string
  readonly limit?: number
}

/** `factmesh graph`: which entities facts lead to. */
export function graphCommand (setting: CommandSetting): Command {
  return describedCommand('graph', {
    summary: 'Follow facts whose values refer to entities, near ones first.',
    examples: ['factmesh graph city:paris', 'factmesh graph city:paris --depth 2 --direction both', 'factmesh graph country:france --direction in --json'],
    notes: 'A fact refers to an entity when its value was written with --type ref.'
  })
    .argument('<entity>', 'URI where the walk begins')
    .option('--depth <number>', `steps, 1 to ${DEPTH_MAX} (default: 1)`, wholeBetween(1, DEPTH_MAX))
    .addOption(new Option('--direction <direction>', 'out: what it refers to; in: what refers to it (default: out)').choices(['out', 'in', 'both']))
    .option('--min-confidence <number>', 'only facts with at least this confidence (default: 0.1)', numberBetween(0, 1))
    .option('--scope <name>', 'only this scope')
    .addOption(limitOption('edges'))
    .action(async (entity: string, { depth, direction, minConfidence, scope, limit }: GraphFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      await showListing<EdgeJson>(runtime, {
        limit,
        pageMax: PAGE_EDGES_MAX,
        async ask (page, options) {
          const { edges, cursor } = await client.neighbours({ entity, depth, direction, min_confidence: minConfidence, scope, ...page }, options)
          return { items: edges, cursor }
        },
        idOf: ({ fact }) => fact,
        head: ['DEPTH', 'FROM', 'RELATION', 'TO', 'CONF', 'SCOPE', 'FACT'],
        rowOf: edge => [String(edge.depth), edge.from, edge.relation, edge.to, String(edge.confidence), edge.scope, edge.fact],
        next: ([first]) => first == null ? 'factmesh assert ENTITY RELATION ENTITY --type ref' : `factmesh why ${first.fact}`
      })
    })
}
