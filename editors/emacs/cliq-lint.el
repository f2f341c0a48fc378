;;; cliq-lint.el --- Lint cliq-client.toml with eglot or lsp-mode  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3"))
;; Keywords: languages, tools
;; URL: https://github.com/cliq-lint/cliq-lint

;;; Commentary:

;; The executable `cliq-lint' must be on the PATH.  In init.el:
;;
;;   (require 'cliq-lint)
;;   (add-hook 'cliq-lint-mode-hook #'cliq-lint-ensure)
;;
;; Manifests and cliq-lint.toml have a major mode of their own, because eglot
;; runs one server for all buffers of a mode.  Other TOML files keep theirs.

;;; Code:

(require 'cl-lib)

(defgroup cliq-lint nil "Linting of cliq-client.toml." :group 'tools)

(defcustom cliq-lint-command '("cliq-lint" "lsp")
  "The command that starts the language server."
  :type '(repeat string))

;;;###autoload
(defconst cliq-lint-files "/cliq-\\(client\\(\\..+\\)?\\|lint\\)\\.toml\\'"
  "Matches the names of manifests and of the configuration file.")

(defvar eglot-server-programs)
(defvar lsp--cur-workspace)
(defvar lsp-language-id-configuration)
(declare-function eglot-ensure "eglot")
(declare-function eglot-code-actions "eglot")
(declare-function eglot--TextDocumentIdentifier "eglot")
(declare-function eglot-current-server "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")
(declare-function lsp-code-actions-at-point "lsp-mode")
(declare-function lsp-execute-code-action-by-kind "lsp-mode")
(declare-function lsp-find-workspace "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")

;;;###autoload
(define-derived-mode cliq-lint-mode conf-toml-mode "Cliq"
  "Major mode for `cliq-client.toml' and `cliq-lint.toml'."
  ;; The first match counts, and a server for TOML in general matches too.
  (setq-local eglot-server-programs
              (cons (cons 'cliq-lint-mode cliq-lint-command)
                    (bound-and-true-p eglot-server-programs))))

(put 'cliq-lint-mode 'eglot-language-id "toml")

;;;###autoload
(add-to-list 'auto-mode-alist (cons cliq-lint-files 'cliq-lint-mode))

(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration (cons cliq-lint-files "toml"))
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () cliq-lint-command))
    :activation-fn (lambda (file _mode) (string-match-p cliq-lint-files file))
    ;; Run beside a general TOML server.
    :add-on? t
    ;; The code action and the code lens that show the form.
    :action-handlers (let ((handlers (make-hash-table :test #'equal)))
                       (puthash "cliq-lint.openForm" (lambda (_action) (cliq-lint-form)) handlers)
                       handlers)
    :server-id 'cliq-lint)))

;;;###autoload
(defun cliq-lint-ensure ()
  "Start the language server if the buffer is in `cliq-lint-mode'.
Use `lsp-mode' if it is loaded, and `eglot' otherwise."
  (when (derived-mode-p 'cliq-lint-mode)
    (if (featurep 'lsp-mode) (lsp) (eglot-ensure))))

(defun cliq-lint-fix-all ()
  "Apply all safe fixes to the current manifest.
To fix on save, add this to the buffer's `before-save-hook'."
  (interactive)
  (if (bound-and-true-p lsp-mode)
      (lsp-execute-code-action-by-kind "source.fixAll.cliq-lint")
    (eglot-code-actions (point-min) (point-max) "source.fixAll.cliq-lint" t)))

(defun cliq-lint--form ()
  "Ask the server what to type into the console for the current manifest."
  (cl-flet ((command (uri) (list :command "cliq-lint.showForm" :arguments (vector uri))))
    (if (bound-and-true-p lsp-mode)
        ;; Another server of the buffer does not know the command.
        (let ((lsp--cur-workspace (lsp-find-workspace 'cliq-lint (buffer-file-name))))
          (lsp-request "workspace/executeCommand" (command (lsp--buffer-uri))))
      (let ((server (or (eglot-current-server)
                        (user-error "No language server is running; call `cliq-lint-ensure'")))
            (uri (plist-get (eglot--TextDocumentIdentifier) :uri)))
        ;; A deferred request is sent after the last changes of the text.
        (jsonrpc-request server :workspace/executeCommand (command uri) :deferred t)))))

(defun cliq-lint-form ()
  "Show what to type into the console for the current manifest, in another window."
  (interactive)
  (let ((form (cliq-lint--form)))
    (with-current-buffer (get-buffer-create (format "*%s: what to type*" (buffer-name)))
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert form))
      (special-mode)
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(provide 'cliq-lint)
;;; cliq-lint.el ends here
