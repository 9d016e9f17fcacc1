/** The names under which the analysis speaks of syntax. Types only: nothing of typescript-eslint is loaded at run time. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope as TSScope } from '@typescript-eslint/utils/ts-eslint';

export type Node = TSESTree.Node;
export type Program = TSESTree.Program;
export type Expression = TSESTree.Expression;
export type CallExpression = TSESTree.CallExpression;
export type NewExpression = TSESTree.NewExpression;
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

export type ScopeManager = TSScope.ScopeManager;
export type Scope = TSScope.Scope;
export type Variable = TSScope.Variable;
export type Reference = TSScope.Reference;
export type { TSESTree };
