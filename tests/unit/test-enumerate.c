/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* From names to files: order, what is left out, what is kept, how it is called. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "amb-enumerate.h"
#include "amb-error.h"
#include "amb-natural-order.h"
#include "remove-tree.h"

static const char png_head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

typedef struct
{
  char *root;
  GPtrArray *found; /* AmbFound */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->root = g_dir_make_tmp (NULL, NULL);
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_found_free);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  remove_tree (self->root);
  g_free (self->root);
  g_ptr_array_unref (self->found);
}

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->root, name, NULL);
}

static void
put (Fixture *self, const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = path_of (self, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
put_png (Fixture *self, const char *name)
{
  put (self, name, png_head, sizeof png_head);
}

static void
put_link (Fixture *self, const char *name, const char *target)
{
  g_autofree char *path = path_of (self, name);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
take (AmbFound *found, gpointer user_data)
{
  g_ptr_array_add (user_data, found);
}

/* The sources, one a line. */
static char *
enumerate (Fixture *self, const char *name, const char *argument)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GString *sources = g_string_new (NULL);
  g_ptr_array_set_size (self->found, 0);
  amb_enumerate (file, argument, NULL, take, self->found);
  for (guint i = 0; i < self->found->len; i++)
    g_string_append_printf (sources, "%s\n", ((AmbFound *) self->found->pdata[i])->source);
  return g_string_free (sources, FALSE);
}

static const char *
subfolder (Fixture *self, guint index)
{
  return ((AmbFound *) self->found->pdata[index])->subfolder;
}

static void
test_order (Fixture *self, gconstpointer data)
{
  put_png (self, "IMG10.png");
  put_png (self, "img9.png");
  put_png (self, "b/2.png");
  put_png (self, "b/10.png");
  put_png (self, "b/a/1.png");
  put_png (self, "c.png");
  g_autofree char *sources = enumerate (self, "", "in");
  g_assert_cmpstr (sources, ==,
                   "in/b/2.png\nin/b/10.png\nin/b/a/1.png\nin/c.png\nin/img9.png\nin/IMG10.png\n");
  g_assert_cmpstr (subfolder (self, 0), ==, "b");
  g_assert_cmpstr (subfolder (self, 2), ==, "b/a");
  g_assert_cmpstr (subfolder (self, 3), ==, "");
}

static void
test_left_out (Fixture *self, gconstpointer data)
{
  put_png (self, "a.png");
  put_png (self, ".hidden.png");
  put_png (self, ".folder/b.png");
  put_png (self, "real/c.png");
  put (self, "notes.txt", "hello", 5);
  put (self, "picture.jpg", "this is a text", 14);
  put (self, "empty.txt", "", 0);
  put_link (self, "to-folder", "real");
  put_link (self, "loop", ".");
  put_link (self, "nowhere.txt", "missing");
  g_autofree char *pipe = path_of (self, "pipe.png");
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_autofree char *sources = enumerate (self, "", "in");
  g_assert_cmpstr (sources, ==, "in/a.png\nin/real/c.png\n");
}

/* What may be a lost picture is not passed over in silence. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  put_png (self, "a-png-without-extension");
  put_png (self, "real.png");
  put_link (self, "link.png", "real.png");
  put_link (self, "dangling.JPG", "missing");
  put (self, "empty.jpeg", "", 0);
  g_autofree char *sources = enumerate (self, "", "in");
  g_assert_cmpstr (
      sources, ==,
      "in/a-png-without-extension\nin/dangling.JPG\nin/empty.jpeg\nin/link.png\nin/real.png\n");
}

static void
test_named (Fixture *self, gconstpointer data)
{
  put (self, "notes.txt", "hello", 5);
  put_link (self, "folder-link", "real");
  put_png (self, "real/a.png");
  put_png (self, ".hidden.png");
  g_autofree char *text = enumerate (self, "notes.txt", "./notes.txt");
  g_assert_cmpstr (text, ==, "./notes.txt\n");
  g_autofree char *missing = enumerate (self, "missing", "missing");
  g_assert_cmpstr (missing, ==, "missing\n");
  g_autofree char *hidden = enumerate (self, ".hidden.png", "x");
  g_assert_cmpstr (hidden, ==, "x\n");
  g_autofree char *linked = enumerate (self, "folder-link", "folder-link//");
  g_assert_cmpstr (linked, ==, "folder-link/a.png\n");
}

static void
test_names (Fixture *self, gconstpointer data)
{
  put_png (self, "caf\xe9.png");
  g_autofree char *sources = enumerate (self, "", "in");
  g_autofree char *path = path_of (self, "caf\xe9.png");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *line = g_strconcat (uri, "\n", NULL);
  g_assert_cmpstr (sources, ==, line);

  put_png (self, "b.png");
  g_autofree char *plain = path_of (self, "b.png");
  g_autofree char *expected = g_strconcat (plain, "\n", NULL);
  g_autofree char *unnamed = enumerate (self, "b.png", NULL);
  g_assert_cmpstr (unnamed, ==, expected);
}

/* Root may read everything: only another user meets this. */
static void
test_unreadable_folder (Fixture *self, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_assert_cmpint (setgid (65534), ==, 0);
      g_assert_cmpint (setuid (65534), ==, 0);
      g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("TEST_FOLDER"));
      amb_enumerate (file, "in", NULL, take, self->found);
      g_assert_cmpuint (self->found->len, ==, 2);
      const AmbFound *closed = self->found->pdata[1];
      g_assert_cmpstr (closed->source, ==, "in/closed");
      g_assert_error (closed->error, AMB_ERROR, AMB_ERROR_PERMISSION);
      g_assert_null (((AmbFound *) self->found->pdata[0])->error);
      return;
    }
  g_autofree char *closed = path_of (self, "closed");
  put_png (self, "a.png");
  put_png (self, "closed/b.png");
  g_chmod (self->root, 0755);
  g_chmod (closed, 0);
  if (geteuid () == 0)
    {
      g_setenv ("TEST_FOLDER", self->root, TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
    }
  else
    {
      g_autofree char *sources = enumerate (self, "", "in");
      g_assert_cmpstr (sources, ==, "in/a.png\nin/closed\n");
      g_assert_error (((AmbFound *) self->found->pdata[1])->error, AMB_ERROR, AMB_ERROR_PERMISSION);
    }
  g_chmod (closed, 0700);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  put_png (self, "a.png");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GFile) file = g_file_new_for_path (self->root);
  g_cancellable_cancel (cancellable);
  amb_enumerate (file, "in", cancellable, take, self->found);
  g_assert_cmpuint (self->found->len, ==, 0);
}

static void
test_natural_order (void)
{
  static const char *const sorted[] = {
    "01.jpg",
    "1.jpg",
    "2.jpg",
    "10.jpg",
    "99999999999999999999998.jpg",
    "99999999999999999999999.jpg",
    "a",
    "a.jpg",
    "a (2).jpg",
    "a-1.jpg",
    "A1.jpg",
    "a2.jpg",
    "a2b",
    "a10.jpg",
    "B.jpg",
    "b.png",
    "ä.jpg",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sorted); j++)
      {
        int order = amb_natural_compare (sorted[i], sorted[j]);
        if (i < j)
          g_assert_cmpint (order, <, 0);
        else if (i > j)
          g_assert_cmpint (order, >, 0);
        else
          g_assert_cmpint (order, ==, 0);
      }
  g_assert_cmpint (amb_natural_compare ("a.jpg", "A.jpg"), !=, 0);
}

static void
add_case (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/export/enumerate/order", test_order);
  add_case ("/export/enumerate/left-out", test_left_out);
  add_case ("/export/enumerate/kept", test_kept);
  add_case ("/export/enumerate/named", test_named);
  add_case ("/export/enumerate/names", test_names);
  add_case ("/export/enumerate/unreadable-folder", test_unreadable_folder);
  add_case ("/export/enumerate/cancelled", test_cancelled);
  g_test_add_func ("/export/natural-order", test_natural_order);
  return g_test_run ();
}
