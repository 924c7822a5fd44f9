import { Argument } from 'commander'
import { describedCommand } from '../command.ts'
import { statementListCommand } from './list.ts'
import { RIGHTS_NOTE, statementFlags, TAKE_BACK_NOTE, writeStatement } from './statement.ts'
import type { StatementFlags } from './statement.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type RuleJson = Awaited<ReturnType<ApiClient['relationRules']>>['relation_rules'][number]
type Cardinality = Parameters<ApiClient['setRelationRule']>[0]['cardinality']

/** What holds without a rule; a rule that is taken back says it. */
const WITHOUT_RULE: Cardinality = 'one'

/** `factmesh rule`: whether entities have one value for a relation, or many. */
export function ruleCommand (setting: CommandSetting): Command {
  return describedCommand('rule', {
    summary: 'Say whether entities have one value for a relation, or many.',
    examples: ['factmesh rule set geo:language many', 'factmesh rule ls', 'factmesh rule rm geo:language']
  })
    .addCommand(setCommand(setting))
    .addCommand(removeCommand(setting))
    .addCommand(listCommand(setting))
}

function setCommand (setting: CommandSetting): Command {
  const command = describedCommand('set', {
    summary: 'Say whether an entity has one value for a relation, or many.',
    examples: ['factmesh rule set geo:language many', 'factmesh rule set geo:population one --json'],
    notes: `Different values of a relation with many stand side by side and never contradict each other. ${RIGHTS_NOTE}`
  })
  return statementFlags(command)
    .argument('<relation>', 'namespaced predicate')
    .addArgument(new Argument('<cardinality>', 'one value, or many').choices(['one', 'many']))
    .action(async (relation: string, cardinality: Cardinality, flags: StatementFlags) => {
      const body = { relation, cardinality, ...flags }
      await writeStatement(setting, { command, next: 'factmesh rule ls', write: async (client, options) => client.setRelationRule(body, options) })
    })
}

function removeCommand (setting: CommandSetting): Command {
  const command = describedCommand('rm', {
    summary: 'Take the rule of a relation back: an entity has one value again.',
    examples: ['factmesh rule rm geo:language', 'factmesh rule rm geo:language --scope local --json'],
    notes: TAKE_BACK_NOTE
  })
  return statementFlags(command)
    .argument('<relation>', 'namespaced predicate')
    .action(async (relation: string, flags: StatementFlags) => {
      const body = { relation, cardinality: WITHOUT_RULE, ...flags, take_back: true }
      await writeStatement(setting, { command, next: 'factmesh rule ls', write: async (client, options) => client.setRelationRule(body, options) })
    })
}

function listCommand (setting: CommandSetting): Command {
  return statementListCommand<RuleJson>(setting, {
    name: 'rule',
    things: 'relation rules',
    async ask (client, filter, options) {
      const { relation_rules: items, cursor } = await client.relationRules(filter, options)
      return { items, cursor }
    },
    head: ['RELATION', 'VALUES'],
    cellsOf: ({ relation, cardinality }) => [relation, cardinality],
    next: 'factmesh rule set RELATION many'
  })
}
