/** The names under which the analysis speaks of syntax. Types only: nothing of typescript-eslint is loaded at run time. */
import type { Reference as ScopeReference, Scope as AnyScope, ScopeManager as Manager, ScopeVariable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

export type Node = TSESTree.Node;
export type Program = TSESTree.Program;
export type CallExpression = TSESTree.CallExpression;
export type NewExpression = TSESTree.NewExpression;
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
/** `client = …;` or `accessor client = …;` of a class. */
export type FieldNode = TSESTree.PropertyDefinition | TSESTree.AccessorProperty;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

export type ScopeManager = Manager;
export type Scope = AnyScope;
export type Variable = ScopeVariable;
export type Reference = ScopeReference;
export type { TSESTree };
