import ts from 'typescript'

/** A function with a body: what the limits on functions speak of. */
export type FunctionWithBody = ts.FunctionLikeDeclaration & { body: ts.Node }

export function isFunctionWithBody (node: ts.Node): node is FunctionWithBody {
  return ts.isFunctionLike(node) && 'body' in node && node.body != null
}

/** What people call a function, for the sentence of a problem. */
export function nameOf (node: FunctionWithBody): string {
  if (node.name != null) {
    return node.name.getText()
  }

  return ts.isConstructorDeclaration(node) ? 'constructor' : 'a function'
}

/** Whether a declaration carries `export`. */
export function isExported (node: ts.Node): boolean {
  return ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) === true
}
