using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Tests.Data;

/// <summary>Files in Fixtures were written by NumPy; make_fixtures.py says how.</summary>
public sealed class DatasetFileTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("rows.npz", Layout.Rows)]
    [InlineData("columns-deflated.npz", Layout.Columns)]
    [InlineData("savetxt.csv", Layout.Rows)]
    public void The_same_data_in_any_format_and_layout_are_the_same_dataset(string name, Layout layout)
    {
        var data = DatasetFile.Read(TestFiles.Fixture(name), layout);
        data.Name.ShouldBe(name);
        data.ToString().ShouldBe($"{name}: 3 inputs, 2 targets, 5 samples");
        for (var k = 0; k < 5; k++)
        {
            for (var i = 0; i < 3; i++)
                data.Inputs[i, k].ShouldBe(((3 * k) + i) / 8.0);
            data.Targets[0, k].ShouldBe(((9 * k) + 3) / 8.0);
            data.Targets[1, k].ShouldBe((3 * k / 8.0) - 1);
        }
    }

    [Fact]
    public void Targets_of_one_dimension_are_one_target_per_sample()
    {
        var data = DatasetFile.Read(TestFiles.Fixture("one-target.npz"));
        data.OutputDimension.ShouldBe(1);
        data.Targets.Row(0).ToArray().ShouldBe(DatasetFile.Read(TestFiles.Fixture("rows.npz")).Targets.Row(0).ToArray());
    }

    [Fact]
    public void The_wrong_layout_is_named_in_the_message() =>
        Should.Throw<DataException>(() => DatasetFile.Read(TestFiles.Fixture("rows.npz"), Layout.Columns)).Message.ShouldEndWith(
            "X has shape (5, 3) and Y has shape (5, 2); with 'layout: columns' samples are columns, and their numbers differ. "
            + "With 'layout: rows' they would agree.");

    [Fact]
    public void An_archive_without_X_and_Y_says_what_it_holds() =>
        Should.Throw<DataException>(() => DatasetFile.Read(TestFiles.Fixture("refused.npz")))
            .Message.ShouldContain("it holds object, text, complex, half, record, scalar, cube");

    [Theory]
    [InlineData("X", "y")]
    [InlineData("x", "y")]
    [InlineData("x", "Y")]
    public void Small_letters_name_the_arrays_too(string inputs, string outputs)
    {
        var path = _files.PathOf("small.npz");
        NpzFile.Write(path, [new(inputs, new Matrix<double>(5, 3)), new KeyValuePair<string, Matrix<double>>(outputs, new Matrix<double>(5, 2))]);
        var data = DatasetFile.Read(path);
        (data.InputDimension, data.OutputDimension, data.SampleCount).ShouldBe((3, 2, 5));
    }

    [Fact]
    public void A_single_array_needs_its_target_columns_by_number()
    {
        var path = TestFiles.Fixture("c-order.npy");
        Should.Throw<DataException>(() => DatasetFile.Read(path)).Message.ShouldContain("for example 'targets: [3]'");
        var data = DatasetFile.Read(path, targets: ["1"]);
        data.Inputs.Span.ToArray().ShouldBe([-2.5, 4, 1e-3, 1e300]);
        data.Targets.Span.ToArray().ShouldBe([0.1, 1.0 / 3]);
        DatasetFile.Read(path, Layout.Columns, ["2"]).Targets.Span.ToArray().ShouldBe([1.0 / 3, 4, 1e300]);
        Should.Throw<DataException>(() => DatasetFile.Read(TestFiles.Fixture("no-entries.npy"), targets: ["1"])).Message.ShouldContain("empty");
    }

    [Theory]
    [InlineData("a,y\n1,2\n3,4\n")]
    [InlineData("a;y\r\n1;2\r\n3;4\r\n")]
    [InlineData("a\ty\n1\t2\n3\t4")]
    [InlineData("\uFEFFa,y\n1,2\n3,4\n")]
    [InlineData("\"a\",\"y\"\n\"1\",2\n 3 , \"4\" \n")]
    [InlineData("# made by hand\n\na,y # names\n1,2\n   \n# between\n3,4\n")]
    [InlineData("Y,a\n2,1\n4,3\n")]
    [InlineData("y12,\"a, of \"\"b\"\" # c\"\n2e0,+1.0\n4,.3e1\n")]
    public void Tables_may_be_written_in_many_ways(string text)
    {
        var data = DatasetFile.Read(_files.Write("a.csv", text));
        data.Inputs.Span.ToArray().ShouldBe([1, 3]);
        data.Targets.Span.ToArray().ShouldBe([2, 4]);
    }

    [Fact]
    public void Targets_are_taken_in_the_order_they_are_named()
    {
        var path = _files.Write("a.csv", "a,b,y,2\n1,2,3,4\n5,6,7,8\n");
        var data = DatasetFile.Read(path, targets: ["b", "1"]);
        data.Targets.Span.ToArray().ShouldBe([2, 6, 1, 5]);
        data.Inputs.Span.ToArray().ShouldBe([3, 7, 4, 8]);

        // A name goes before a number.
        DatasetFile.Read(path, targets: ["2"]).Targets.Span.ToArray().ShouldBe([4, 8]);
    }

    [Fact]
    public void A_table_without_names_may_have_samples_as_columns()
    {
        var path = _files.Write("a.csv", "1,2,3\n4,5,6\n");
        var data = DatasetFile.Read(path, Layout.Columns, ["2"]);
        data.Inputs.Span.ToArray().ShouldBe([1, 2, 3]);
        data.Targets.Span.ToArray().ShouldBe([4, 5, 6]);
        Should.Throw<DataException>(() => DatasetFile.Read(_files.Write("b.csv", "a,y\n1,2\n"), Layout.Columns))
            .Message.ShouldContain("samples are rows");
    }

    [Theory]
    [InlineData("a,y\n1,2\n3,x\n", "line 3, column 2 (y): 'x' is not a number")]
    [InlineData("1,2\n3,x\n", "line 2, column 2: 'x' is not a number")]
    [InlineData("a,y\n1,\n", "line 2, column 2 (y): the field is empty")]
    [InlineData("a,y\n1,nan\n", "line 2, column 2 (y): 'nan' is not a finite number")]
    [InlineData("a,y\n-inf,1\n", "line 2, column 1 (a): '-inf' is not a finite number")]
    [InlineData("a,y\n1e999,1\n", "line 2, column 1 (a): '1e999' is not a finite number")]
    [InlineData("inf,1\n", "line 1, column 1: 'inf' is not a finite number")]
    [InlineData("a;y\n1,5;2\n", "line 2, column 1 (a): '1,5' is not a number; numbers have a decimal point")]
    [InlineData("a,y\n1,2,3\n", "line 2: there are 3 fields and the first line has 2")]
    [InlineData("a,y\n1\n", "line 2: there are 1 fields")]
    [InlineData("a,\"y\n1,2\n", "line 1, character 3: the quote does not close")]
    [InlineData("a,\"y\"z\n1,2\n", "line 1, column 2: there is text after the closing quote")]
    [InlineData("a,a\n1,2\n", "line 1, column 2: there are two columns named a")]
    [InlineData(",y\n1,2\n", "line 1, column 1: the name is empty")]
    [InlineData("a,b\n1,2\n", "no column is named y, y1, y2, ...; say which are targets with 'targets:'. The columns are a, b.")]
    [InlineData("1,2\n", "the 2 columns have no names, so say which are targets by number")]
    [InlineData("y\n1\n", "every column is a target")]
    [InlineData("a,y\n", "there are no numbers")]
    [InlineData("", "there are no numbers")]
    public void Wrong_tables_are_refused_with_line_and_column(string text, string reason) =>
        Should.Throw<DataException>(() => DatasetFile.Read(_files.Write("a.csv", text))).Message.ShouldContain(reason);

    [Theory]
    [InlineData("z", "there is no column 'z' to take as target; allowed are names and numbers from 1 to 2. The columns are a, y.")]
    [InlineData("0", "there is no column '0'")]
    [InlineData("3", "there is no column '3'")]
    [InlineData("-1", "there is no column '-1'")]
    [InlineData("y y", "named twice")]
    [InlineData("y 2", "named twice")]
    [InlineData("a y", "every column is a target")]
    [InlineData("", "the list of targets is empty")]
    public void Wrong_targets_are_refused(string targets, string reason)
    {
        var path = _files.Write("a.csv", "a,y\n1,2\n");
        var names = targets.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Should.Throw<DataException>(() => DatasetFile.Read(path, targets: names)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Files_of_unknown_kind_and_missing_files_are_refused()
    {
        Should.Throw<DataException>(() => DatasetFile.Read("a.xlsx")).Message.ShouldContain("'.xlsx' cannot be read as data; allowed are .npz, .npy and .csv");
        Should.Throw<DataException>(() => DatasetFile.Read(_files.PathOf("a.csv"))).Message.ShouldStartWith("there is no file");
        Should.Throw<DataException>(() => DatasetFile.Read(TestFiles.Fixture("rows.npz"), targets: ["Y"])).Message.ShouldContain("leave 'targets' out");
    }

    [Fact]
    public void Built_in_sets_have_their_published_sizes()
    {
        BuiltInDatasets.Names.ShouldBe(["diabetes", "longley"]);
        BuiltInDatasets.Load("diabetes").ToString().ShouldBe("diabetes: 10 inputs, 1 targets, 442 samples");
        BuiltInDatasets.Load("longley").ToString().ShouldBe("longley: 6 inputs, 1 targets, 16 samples");
        Should.Throw<DataException>(() => BuiltInDatasets.Load("iris")).Message.ShouldContain("allowed are diabetes, longley");
    }
}
